namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Pairs of sample and step of an update that lie in one batch of the sampling: their gradients are added up on their own, here or on a
/// worker.</summary>
/// <param name="Batch">The batch of the sampling.</param>
/// <param name="MicroBatches">Samples, counted over the epoch, and steps, each list computed at once.</param>
internal sealed record PlannedUnit(int Batch, IReadOnlyList<(int Sample, int Step)[]> MicroBatches)
{
    /// <summary>Pairs of sample and step.</summary>
    public int PairCount => MicroBatches.Sum(batch => batch.Length);
}
