using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Independent normal distributions, one for every latent value.</summary>
/// <remarks>Its tensors, and what its methods return, live in the dispose scope of the caller.</remarks>
public sealed class DiagonalGaussian
{
    private const double MinLogVariance = -30;
    private const double MaxLogVariance = 20;

    /// <summary>Takes an encoder's output apart.</summary>
    /// <param name="moments">Means, then logarithms of variances, [batch, 2 channels, h, w]; the latter are limited to [-30, 20].</param>
    public DiagonalGaussian(Tensor moments)
    {
        ArgumentNullException.ThrowIfNull(moments);
        var halves = moments.chunk(2, dim: 1);
        Mean = halves[0];
        LogVariance = halves[1].Clamp(MinLogVariance, MaxLogVariance);
        StandardDeviation = LogVariance.Mul(0.5).exp();
    }

    /// <summary>The means, [batch, channels, h, w].</summary>
    public Tensor Mean { get; }

    /// <summary>The natural logarithms of the variances, in [-30, 20], [batch, channels, h, w].</summary>
    public Tensor LogVariance { get; }

    /// <summary>The standard deviations, [batch, channels, h, w].</summary>
    public Tensor StandardDeviation { get; }

    /// <summary>The most probable latents: the means.</summary>
    public Tensor Mode => Mean;

    /// <summary>A sample, differentiable in mean and variance (Kingma and Welling 2014, section 2.4).</summary>
    /// <param name="noise">Standard normal, of the latents' shape.</param>
    /// <returns>[batch, channels, h, w].</returns>
    public Tensor Sample(Tensor noise) => Mean.Add(StandardDeviation * noise);

    /// <summary>The Kullback-Leibler divergence from the standard normal, summed over channels and pixels.</summary>
    /// <returns>[batch], in nats.</returns>
    public Tensor Kl()
    {
        using var scope = NewDisposeScope();
        var terms = (Mean * Mean).Add(LogVariance.exp()).Add(-1) - LogVariance;
        return terms.sum([1, 2, 3]).Mul(0.5).MoveToOuterDisposeScope();
    }
}
