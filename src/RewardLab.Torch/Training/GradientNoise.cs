using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training;

/// <summary>Signal and noise of a gradient that is accumulated over samples, from its two halves (McCandlish et al., arXiv:1812.06162,
/// section 2.2 and appendix A.1).</summary>
/// <remarks>
/// The halves' noise is independent, so their inner product estimates the true gradient's squared norm without bias (it can be negative), and the square of
/// their difference estimates the trace of one sample's covariance. Their ratio, trace / squared norm, is the simple noise scale: the batch at which signal and
/// noise are as strong as each other. Both are far too noisy to be divided update by update: average each over many.
/// </remarks>
public sealed class GradientNoise : IDisposable
{
    private readonly Tensor?[] _first;
    private readonly int _count;

    private GradientNoise(Tensor?[] first, int count)
    {
        _first = first;
        _count = count;
    }

    /// <summary>Remembers what the first half of the samples has accumulated.</summary>
    /// <param name="parameters">Those that are trained.</param>
    /// <param name="count">Samples of the first half, at least 1.</param>
    public static GradientNoise AfterFirstHalf(IEnumerable<(string Name, Parameter Value)> parameters, int count)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        using var scope = NewDisposeScope(); // for the gradients' own handles
        return new GradientNoise([.. parameters.Select(static parameter => parameter.Value.grad?.clone().DetachFromDisposeScope())], count);
    }

    /// <summary>Compares the halves once all is accumulated; the loss being a mean over samples, each half has its share of the sum.</summary>
    /// <param name="parameters">The same, in the same order.</param>
    /// <param name="total">Samples of both halves, more than the first.</param>
    /// <returns>Estimates of the true gradient's squared norm and of the trace of one sample's covariance.</returns>
    public (double Signal, double Noise) AfterAll(IEnumerable<(string Name, Parameter Value)> parameters, int total)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(total, _count);
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var (product, square) = (0.0, 0.0);
        foreach (var ((_, parameter), first) in parameters.Zip(_first))
        {
            if (parameter.grad is not { } all || first is null)
            {
                continue;
            }

            var (one, other) = (Mean(first, _count), Mean(all - first, total - _count));
            product += (one * other).sum().item<double>();
            var difference = one - other;
            square += (difference * difference).sum().item<double>();
        }

        return (product, square / ((1.0 / _count) + (1.0 / (total - _count))));

        Tensor Mean(Tensor share, int count) => Tensors.SafeOps.Mul(share.to_type(ScalarType.Float64), (double)total / count);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var first in _first)
        {
            first?.Dispose();
        }
    }
}
