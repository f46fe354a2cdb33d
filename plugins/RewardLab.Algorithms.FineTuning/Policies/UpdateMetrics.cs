namespace RewardLab.Algorithms.FineTuning.Policies;

/// <summary>What an update measured, summed over its micro-batches.</summary>
internal sealed class UpdateMetrics(int stepCount)
{
    public double Loss { get; set; }

    public double ApproximateKl { get; set; }

    public double ClipFraction { get; set; }

    /// <summary>The regularizer's value before its weight.</summary>
    public double Distance { get; set; }

    public double GradientNorm { get; set; }

    /// <summary>Squared norm of the true gradient and trace of one sample's covariance, estimated; null of one sample.</summary>
    public (double Signal, double Noise)? Gradient { get; set; }

    /// <summary>max |ratio - 1| at each denoising step.</summary>
    public double[] RatioDrift { get; } = new double[stepCount];
}
