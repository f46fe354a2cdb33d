using RewardLab.Abstractions;
using RewardLab.Torch.Policies;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Samples and differentiates in this process, unit by unit.</summary>
/// <param name="policy">Samples.</param>
/// <param name="gradient">Differentiates.</param>
internal sealed class LocalTrajectories(IDenoisingPolicy policy, PolicyGradient gradient) : ITrajectories
{
    private readonly List<TrajectoryBatch> _batches = [];

    public IEnumerable<ImageBatch> Sample(int epoch, IReadOnlyList<ImageRequest[]> batches, CancellationToken cancellationToken)
    {
        Dispose();
        foreach (var requests in batches)
        {
            var batch = policy.Sample(requests, cancellationToken);
            _batches.Add(batch);
            yield return batch.Images;
        }
    }

    public IEnumerable<GradientSum> Differentiate(IReadOnlyList<GradientTask> tasks, CancellationToken cancellationToken) =>
        tasks.Select(task => gradient.Compute(_batches[task.Batch], task, cancellationToken));

    public void Dispose()
    {
        _batches.ForEach(batch => batch.Dispose());
        _batches.Clear();
    }
}
