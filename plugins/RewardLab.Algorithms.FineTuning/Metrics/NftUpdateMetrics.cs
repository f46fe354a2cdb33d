namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What one optimizer step of negative-aware fine-tuning measured, summed over its parts, each by its share.</summary>
internal sealed class NftUpdateMetrics
{
    public double Loss { get; private set; }

    /// <summary>Mean loss of the implicit positive policy.</summary>
    public double PositiveLoss { get; private set; }

    /// <summary>Mean loss of the implicit negative policy.</summary>
    public double NegativeLoss { get; private set; }

    /// <summary>Mean squared difference of the denoiser's output from the old policy's.</summary>
    public double DistanceToOld { get; private set; }

    /// <summary>The same from the base's; null where it has no weight.</summary>
    public double? DistanceToBase { get; private set; }

    public double GradientNorm { get; set; }

    /// <summary>Squared norm of the true gradient and trace of one sample's covariance, estimated; null of one sample.</summary>
    public (double Signal, double Noise)? Gradient { get; set; }

    /// <summary>Adds a part.</summary>
    public void Add(NftPartMetrics part)
    {
        Loss += part.Share * part.Loss;
        PositiveLoss += part.Share * part.PositiveLoss;
        NegativeLoss += part.Share * part.NegativeLoss;
        DistanceToOld += part.Share * part.DistanceToOld;
        DistanceToBase = part.DistanceToBase is { } distance ? (DistanceToBase ?? 0) + (part.Share * distance) : DistanceToBase;
    }
}
