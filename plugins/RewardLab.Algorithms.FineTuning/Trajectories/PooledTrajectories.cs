using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Torch.Adapters;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Has trajectories sampled and differentiated by workers. They stay where they were sampled; images and sums of gradients come back.</summary>
/// <param name="options">The fine-tuning's.</param>
/// <param name="model">What the model is made from.</param>
/// <param name="adapter">What is trained of it, as it is here.</param>
/// <param name="isRaised">Whether the denoiser was raised to float32.</param>
/// <param name="device">Where sums are wanted.</param>
/// <param name="workers">Does the units.</param>
internal sealed class PooledTrajectories(
    DdpoOptions options, ComponentReference model, LoraAdapter adapter, Func<bool> isRaised, Device device, IWorkerPool workers) : ITrajectories
{
    private WorkUnit[] _sampled = [];

    public IEnumerable<ImageBatch> Sample(int epoch, IReadOnlyList<ImageRequest[]> batches, CancellationToken cancellationToken)
    {
        Dispose();
        string[] shared = [Specification(), workers.Share(AdapterWeights.Write(adapter))];
        _sampled =
        [
            .. batches.Select((requests, index) => new WorkUnit
            {
                Kind = TrajectoryUnits.Kind,
                Stage = $"{options.Name}, epoch {epoch + 1}, sampling",
                Index = index,
                Input = TrajectoryUnits.SamplingInput(epoch, requests),
                Shared = shared,
            }),
        ];
        return workers.Compute(_sampled, cancellationToken).Select(TrajectoryUnits.ReadImages);
    }

    public IEnumerable<GradientSum> Differentiate(IReadOnlyList<GradientTask> tasks, CancellationToken cancellationToken)
    {
        var before = _sampled[0].Shared[1];
        var weights = workers.Share(AdapterWeights.Write(adapter));
        string[] shared = [Specification(), weights, before];
        try
        {
            var units = tasks.Select((task, index) => new WorkUnit
            {
                Kind = TrajectoryUnits.Kind,
                Stage = _sampled[task.Batch].Stage.Replace("sampling", "gradients", StringComparison.Ordinal),
                Index = index,
                Input = TrajectoryUnits.GradientInput(task),
                Shared = shared,
                Follows = _sampled[task.Batch],
            });
            foreach (var result in workers.Compute(units, cancellationToken))
            {
                yield return TrajectoryUnits.ReadGradient(result, device);
            }
        }
        finally
        {
            if (weights != before)
            {
                workers.Release(weights);
            }
        }
    }

    /// <summary>Samples held-out images with the adapter as it is.</summary>
    public IEnumerable<HeldOutBatch> Evaluate(IReadOnlyList<HeldOutTask> tasks, CancellationToken cancellationToken)
    {
        var weights = workers.Share(AdapterWeights.Write(adapter));
        string[] shared = [Specification(), weights];
        try
        {
            var units = tasks.Select((task, index) => new WorkUnit
            {
                Kind = TrajectoryUnits.Kind,
                Stage = $"{options.Name}, held-out",
                Index = index,
                Input = TrajectoryUnits.HeldOutInput(task),
                Shared = shared,
            });
            foreach (var result in workers.Compute(units, cancellationToken))
            {
                yield return TrajectoryUnits.ReadHeldOut(result);
            }
        }
        finally
        {
            // The trajectories of the epoch may be sampled again with the same.
            if (_sampled is not [var first, ..] || first.Shared[1] != weights)
            {
                workers.Release(weights);
            }
        }
    }

    public void Dispose()
    {
        if (_sampled is [var first, ..])
        {
            workers.Release(first.Shared[1]);
        }

        _sampled = [];
    }

    private string Specification() => workers.Share(new TrajectorySpec(model.ToJson(), options, isRaised()).ToBytes());
}
