namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>What one optimizer step of DDPO measured, summed over its micro-batches.</summary>
/// <param name="numInferenceSteps">Steps of a trajectory.</param>
internal sealed class UpdateMetrics(int numInferenceSteps)
{
    public double Loss { get; set; }

    public double ApproximateKl { get; set; }

    public double ClipFraction { get; set; }

    /// <summary>The regularizer's value before its weight; null where there is none.</summary>
    public double? DistanceToBase { get; set; }

    public double GradientNorm { get; set; }

    /// <summary>Squared norm of the true gradient and trace of one sample's covariance, estimated; null of one sample.</summary>
    public (double Signal, double Noise)? Gradient { get; set; }

    /// <summary>max |ratio - 1| at each step of the trajectories.</summary>
    public double[] RatioDrift { get; } = new double[numInferenceSteps];

    /// <summary>Adds what a unit's parts measured.</summary>
    public void Add(IEnumerable<PartMetrics> parts)
    {
        foreach (var part in parts)
        {
            AddRatios(part.Pairs, part.Ratios);
            Loss += part.Share * part.Loss;
            ApproximateKl += part.Share * part.ApproximateKl;
            ClipFraction += part.Share * part.ClipFraction;
            DistanceToBase = part.Distance is { } distance ? (DistanceToBase ?? 0) + (part.Share * distance) : DistanceToBase;
        }
    }

    /// <summary>Keeps the largest distance of ratios from 1 at each step.</summary>
    /// <param name="pairs">Samples and steps.</param>
    /// <param name="ratios">[pairs]; those that are not a number are left out.</param>
    private void AddRatios((int Sample, int Step)[] pairs, float[] ratios)
    {
        for (var i = 0; i < pairs.Length; i++)
        {
            var drift = Math.Abs(ratios[i] - 1.0);
            RatioDrift[pairs[i].Step] = Math.Max(RatioDrift[pairs[i].Step], double.IsNaN(drift) ? 0 : drift);
        }
    }
}
