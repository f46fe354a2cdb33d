namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>How the pairs of sample and step of one optimizer step are computed: micro-batches, each computed at once, of two halves of the samples.</summary>
/// <param name="First">Micro-batches of the first half.</param>
/// <param name="Second">Micro-batches of the second half; may be empty.</param>
/// <param name="FullBatchSize">Rows of the batch that each micro-batch was sampled in and is computed among; null where it is computed alone.</param>
internal sealed record UpdatePlan(IReadOnlyList<(int Sample, int Step)[]> First, IReadOnlyList<(int Sample, int Step)[]> Second, int? FullBatchSize)
{
    private readonly double _pairCount = First.Sum(batch => batch.Length) + Second.Sum(batch => batch.Length);

    /// <summary>Samples of the first half.</summary>
    public int FirstSampleCount => Samples(First);

    /// <summary>Samples of both halves.</summary>
    public int SampleCount => Samples(First) + Samples(Second);

    /// <summary>A micro-batch's share of all pairs.</summary>
    public double ShareOf((int Sample, int Step)[] pairs) => pairs.Length / _pairCount;

    private static int Samples(IEnumerable<(int Sample, int Step)[]> batches) =>
        batches.SelectMany(batch => batch.Select(pair => pair.Sample)).Distinct().Count();
}
