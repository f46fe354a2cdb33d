namespace RewardLab.Optimizer.FineTuning.Policies;

/// <summary>How pairs of sample and timestep are shared out.</summary>
internal static class MicroBatches
{
    /// <summary>Several timesteps of a trajectory at once: sample by sample, as many pairs as fit.</summary>
    public static IReadOnlyList<(int Sample, int Step)[]> AcrossTimesteps(IEnumerable<(int Sample, int[] Steps)> samples, int size) =>
        [.. samples.SelectMany(sample => sample.Steps.Select(step => (sample.Sample, step))).Chunk(size)];

    /// <summary>One timestep at a time, of samples that were drawn together.</summary>
    public static IReadOnlyList<(int Sample, int Step)[]> OfOneTimestep(IReadOnlyList<(int Sample, int[] Steps)> samples, int sampleBatchSize, int size) =>
        [
            .. samples.SelectMany(sample => sample.Steps.Select(step => (sample.Sample, Step: step)))
                .GroupBy(pair => (Batch: pair.Sample / sampleBatchSize, pair.Step)).OrderBy(group => group.Key.Batch).ThenBy(group => group.Key.Step)
                .SelectMany(group => group.OrderBy(pair => pair.Sample).Chunk(size)),
        ];
}
