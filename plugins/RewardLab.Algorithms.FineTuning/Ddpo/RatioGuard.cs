using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;
using RewardLab.Algorithms.FineTuning.Trajectories;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Holds the ratio of probabilities to 1 before the first update of an epoch, where the policy is still the one that sampled:
/// what is off is arithmetic.</summary>
/// <remarks>
/// At first several timesteps of a trajectory are computed at once. Where that moves the ratio, one timestep is computed at a time, in the very batches of the
/// sampling; where lower precision still moves it, the denoiser computes in float32 from there on and the epoch starts again; and where nothing is left to
/// give up, training stops.
/// </remarks>
internal sealed class RatioGuard(DdpoOptions options, FineTuningSession session)
{
    private const double MaxDriftInFloat32 = 1e-5;

    /// <summary>How far the ratio may be from 1 in the update that is made.</summary>
    public double Limit { get; private set; } = double.PositiveInfinity;

    /// <summary>Samples that share an update, because they share a batch.</summary>
    public int Unit => session.State.BatchesTimesteps ? 1 : options.SampleBatchSize;

    /// <summary>Puts back the precision that the session's checkpoint was trained with.</summary>
    public void Restore()
    {
        if (session.State.IsRaisedToFloat32)
        {
            session.RaiseToFloat32();
        }
    }

    /// <summary>Trains an epoch, in float32 if lower precision moves the ratio: samples that lower precision took say nothing of a policy in float32, so the
    /// epoch begins again.</summary>
    /// <param name="epoch">Trains it.</param>
    /// <param name="statistics">What the epoch changes before its first update.</param>
    /// <exception cref="RewardLabException">The ratio is off in float32 too.</exception>
    public T TryEpoch<T>(Func<T> epoch, PromptStatistics statistics)
    {
        while (true)
        {
            var before = statistics.State;
            try
            {
                return epoch();
            }
            catch (RatioDriftException drift)
            {
                statistics.Load(before);
                RaisePrecision(drift);
            }
        }
    }

    /// <summary>Makes an update, one timestep at a time if several at once move the ratio.</summary>
    /// <param name="isFirst">Whether the policy is still the one that sampled.</param>
    /// <param name="update">Makes it.</param>
    public T TryUpdate<T>(bool isFirst, Func<T> update)
    {
        Limit = !isFirst ? double.PositiveInfinity : session.Model.ComputeType == ScalarType.Float32 ? MaxDriftInFloat32 : options.ClipRange / 2;
        try
        {
            return update();
        }
        catch (RatioDriftException drift) when (session.State.BatchesTimesteps)
        {
            // In the sampling's very batches: another number of rows, or another place among them, may be enough to add up in another order.
            session.State.BatchesTimesteps = false;
            session.State.MicroBatchSize = options.SampleBatchSize;
            Tell($"before the first update the ratio differs from 1 by {drift.Drift:e1} at step {drift.Step}, more than {Limit:e1}: "
                + "from now on one timestep is computed at a time, in the batches of sampling.");
            return update();
        }
    }

    /// <summary>Micro-batches of an update's samples.</summary>
    /// <param name="samples">Samples and the steps of each that are trained on, in order.</param>
    /// <param name="prompts">The prompt of each sample of the epoch.</param>
    /// <param name="size">Pairs of sample and step that are computed at once.</param>
    public UpdatePlan Plan((int Sample, int[] Steps)[] samples, string[] prompts, int size)
    {
        var (first, second) = MicroBatches.Halves(samples, prompts, Unit);
        var isWhole = !session.State.BatchesTimesteps && size >= options.SampleBatchSize;
        return new UpdatePlan(Batches(first), Batches(second), isWhole ? options.SampleBatchSize : null);

        IReadOnlyList<PlannedUnit> Batches((int Sample, int[] Steps)[] half) =>
        [
            .. half.GroupBy(sample => sample.Sample / options.SampleBatchSize).OrderBy(batch => batch.Key).Select(batch => new PlannedUnit(
                batch.Key,
                session.State.BatchesTimesteps
                    ? MicroBatches.AcrossTimesteps(batch, size)
                    : MicroBatches.OfOneTimestep([.. batch], options.SampleBatchSize, size))),
        ];
    }

    private void RaisePrecision(RatioDriftException drift)
    {
        var type = session.Model.ComputeType;
        if (type == ScalarType.Float32)
        {
            throw new RewardLabException(
                $"{options.Name}: before the first update the ratio of probabilities differs from 1 by {drift.Drift:e1} at step {drift.Step}, "
                + $"though one timestep is computed at a time in float32, in batches of {session.State.MicroBatchSize} where {options.SampleBatchSize} were "
                + "sampled at once. Sample in batches that fit into memory while training, or compute on another device: "
                + "here DDPO would learn from the arithmetic's noise.");
        }

        session.RaiseToFloat32();
        session.State.IsRaisedToFloat32 = true;
        Tell($"in {type} the ratio differs from 1 by {drift.Drift:e1} at step {drift.Step} before the first update, more than half the clip range: "
            + "the denoiser computes in float32 from now on, and the epoch starts again.");
    }

    private void Tell(string message) => session.Findings.Tell(session.Epoch + 1, EventKinds.FineTuningFallback, message);
}
