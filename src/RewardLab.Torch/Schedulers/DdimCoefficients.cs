using System.Runtime.InteropServices;

namespace RewardLab.Torch.Schedulers;

/// <summary>The numbers of one DDIM step, in single precision as the reference computes them.</summary>
/// <param name="AlphaBar">Share of signal variance before the step, abar_t.</param>
/// <param name="PreviousAlphaBar">Share of signal variance after it, abar_prev.</param>
/// <param name="Variance">(1 - abar_prev) / (1 - abar_t) * (1 - abar_t / abar_prev): the squared sigma of eta 1.</param>
/// <param name="Sigma">eta * sqrt(variance): deviation of the noise that the step adds (Song et al., arXiv:2010.02502, equation 16).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct DdimCoefficients(float AlphaBar, float PreviousAlphaBar, float Variance, float Sigma)
{
    /// <summary>sqrt(abar_t).</summary>
    public float SignalScale => MathF.Sqrt(AlphaBar);

    /// <summary>sqrt(1 - abar_t).</summary>
    public float NoiseScale => MathF.Sqrt(1 - AlphaBar);

    /// <summary>sqrt(abar_prev): factor of the predicted clean sample in the mean.</summary>
    public float PreviousSignalScale => MathF.Sqrt(PreviousAlphaBar);

    /// <summary>sqrt(1 - abar_prev - sigma^2): factor of the predicted noise in the mean, not below 0.</summary>
    public float DirectionScale => MathF.Sqrt(MathF.Max(0, 1 - PreviousAlphaBar - (Sigma * Sigma)));
}
