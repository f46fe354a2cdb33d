namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>How the pairs of sample and step of one optimizer step are computed: units of one sampling batch each, of two halves of the samples.</summary>
/// <param name="First">Units of the first half.</param>
/// <param name="Second">Units of the second half; may be empty.</param>
/// <param name="FullBatchSize">Rows of the batch that each micro-batch was sampled in and is computed among; null where it is computed alone.</param>
internal sealed record UpdatePlan(IReadOnlyList<PlannedUnit> First, IReadOnlyList<PlannedUnit> Second, int? FullBatchSize)
{
    /// <summary>Pairs of both halves.</summary>
    public int PairCount { get; } = First.Sum(unit => unit.PairCount) + Second.Sum(unit => unit.PairCount);

    /// <summary>Samples of the first half.</summary>
    public int FirstSampleCount => Samples(First);

    /// <summary>Samples of both halves.</summary>
    public int SampleCount => Samples(First) + Samples(Second);

    private static int Samples(IEnumerable<PlannedUnit> units) =>
        units.SelectMany(unit => unit.MicroBatches).SelectMany(batch => batch.Select(pair => pair.Sample)).Distinct().Count();
}
