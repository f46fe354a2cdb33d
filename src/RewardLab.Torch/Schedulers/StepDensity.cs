using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>Densities of a denoising step.</summary>
public static class StepDensity
{
    private static readonly double LogRootTwoPi = 0.5 * Math.Log(2 * Math.PI);

    /// <summary>The mean over all but the first dimension of log N(value; mean, sigma^2).</summary>
    /// <param name="value">[batch, ...], a constant.</param>
    /// <param name="mean">[batch, ...].</param>
    /// <param name="sigma">[batch or 1, 1, ...], above 0.</param>
    /// <returns>[batch], float32.</returns>
    public static Tensor LogProbability(Tensor value, Tensor mean, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var difference = value.detach() - mean;
        var density = (difference * difference).neg() / (sigma * sigma).Mul(2);
        density = (density - sigma.log()).Add(-LogRootTwoPi);
        return MeanOverRest(density).MoveToOuterDisposeScope();
    }

    /// <summary>Kullback-Leibler divergence of one step's normal from another's with the same deviation, summed over channels and pixels:
    /// |mean - reference|^2 / (2 sigma^2), in nats.</summary>
    /// <param name="mean">[batch, ...].</param>
    /// <param name="reference">[batch, ...].</param>
    /// <param name="sigma">[batch or 1, 1, ...], above 0.</param>
    /// <returns>[batch], float32.</returns>
    public static Tensor Divergence(Tensor mean, Tensor reference, Tensor sigma)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(sigma);
        using var scope = NewDisposeScope();
        var difference = (mean - reference) / sigma;
        return (difference * difference).flatten(1).sum(1).Div(2).MoveToOuterDisposeScope();
    }

    internal static Tensor MeanOverRest(Tensor values) => values.flatten(1).mean([1]);
}
