namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What one optimizer step of direct preference optimization measured: means over its pairs.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="ImplicitAccuracy">Share of the pairs in which the denoiser, against the frozen base, prefers the preferred image.</param>
/// <param name="PreferredError">How much larger the denoiser's squared error on the preferred image is than the base's; below 0 where it got better.</param>
/// <param name="OtherError">The same on the other image.</param>
/// <param name="GradientNorm">The gradient's norm before it was clipped; 0 of a part of a step.</param>
internal sealed record DpoStepMetrics(double Loss, double ImplicitAccuracy, double PreferredError, double OtherError, double GradientNorm)
{
    /// <summary>Adds a part's means, each by its share of the step.</summary>
    public DpoStepMetrics Add(DpoStepMetrics part, double share) => new(
        Loss + (share * part.Loss),
        ImplicitAccuracy + (share * part.ImplicitAccuracy),
        PreferredError + (share * part.PreferredError),
        OtherError + (share * part.OtherError),
        GradientNorm);
}
