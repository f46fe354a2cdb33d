using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Torch.Policies;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Samples trajectories, keeps them until their epoch ends, and differentiates over their steps.</summary>
/// <param name="context">What the host offers.</param>
internal sealed class TrajectoryHandler(ComponentContext context) : IUnitHandler
{
    private readonly Dictionary<string, TrajectoryBatch> _kept = new(StringComparer.Ordinal);
    private string _specification = "";
    private (string Specification, int Epoch) _epoch = ("", -1);
    private WorkerPolicy? _policy;

    public ReadOnlyMemory<byte> Compute(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        switch (TrajectoryUnits.PurposeOf(unit))
        {
            case TrajectoryUnits.Purpose.Sampling:
                return TrajectoryUnits.SamplingResult(Sample(unit, shared, cancellationToken).Images);
            case TrajectoryUnits.Purpose.HeldOut:
                var task = TrajectoryUnits.ReadHeldOutTask(unit);
                return TrajectoryUnits.HeldOutResult(Policy(unit.Shared[0], shared).Evaluate((unit.Shared[1], shared), task, cancellationToken));
        }

        var sampling = unit.Follows ?? throw new RewardLabException("A unit of gradients does not say which trajectories it is about.");
        return TrajectoryUnits.GradientResult(() =>
        {
            // Again from seeds and weights, where another worker has sampled it.
            var batch = Sample(sampling, shared, cancellationToken);
            return Policy(unit.Shared[0], shared).Differentiate((unit.Shared[1], shared), batch, TrajectoryUnits.ReadGradient(unit), cancellationToken);
        });
    }

    public void Dispose()
    {
        Forget();
        _policy?.Dispose();
        _policy = null;
    }

    private TrajectoryBatch Sample(WorkUnit unit, Func<string, ReadOnlyMemory<byte>> shared, CancellationToken cancellationToken)
    {
        var key = $"{string.Join(' ', unit.Shared)} {Convert.ToHexStringLower(SHA256.HashData(unit.Input.Span))}";
        if (_kept.TryGetValue(key, out var batch))
        {
            return batch;
        }

        var (epoch, requests) = TrajectoryUnits.ReadSampling(unit);
        if (_epoch != (unit.Shared[0], epoch))
        {
            Forget();
            _epoch = (unit.Shared[0], epoch);
        }

        return _kept[key] = Policy(unit.Shared[0], shared).Sample((unit.Shared[1], shared), requests, cancellationToken);
    }

    private WorkerPolicy Policy(string specification, Func<string, ReadOnlyMemory<byte>> shared)
    {
        if (_policy is null || _specification != specification)
        {
            _policy?.Dispose();
            _policy = null;
            _policy = new WorkerPolicy(TrajectorySpec.FromBytes(shared(specification)), context);
            _specification = specification;
        }

        return _policy;
    }

    private void Forget()
    {
        foreach (var batch in _kept.Values)
        {
            batch.Dispose();
        }

        _kept.Clear();
    }
}
