namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>What a unit of gradients computes: the sum over some steps of trajectories that were sampled together.</summary>
/// <param name="Batch">The batch of the sampling, counted within the epoch.</param>
/// <param name="MicroBatches">Rows of that batch and their steps, each list computed at once.</param>
/// <param name="Advantages">The advantage of each row of the batch.</param>
/// <param name="PairCount">Pairs of row and step of the whole update, of which the loss is a mean.</param>
/// <param name="FullBatchSize">Rows that each micro-batch is computed among, those of the sampling; null where it is computed alone.</param>
/// <param name="MaxDrift">How far the ratio of probabilities may be from 1.</param>
internal sealed record GradientTask(
    int Batch, IReadOnlyList<(int Row, int Step)[]> MicroBatches, float[] Advantages, int PairCount, int? FullBatchSize, double MaxDrift);
