using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Policies;

/// <summary>An epoch of DDPO: draw, score, compare, update (Black et al., arXiv:2305.13301).</summary>
internal sealed class DdpoTrainer(DdpoOptions options, TrainingParts parts) : ITrainer
{
    private const double Float32DriftLimit = 1e-5;

    private readonly UpdateGuard _guard = new(options, parts, options.GuidanceScale > 1);
    private readonly PolicyUpdate _update = new(options, parts);
    private readonly PromptStatistics _statistics = new(options.BufferSize, options.BufferMinCount);
    private readonly SeedStream _seeds = SeedStream.Create(parts.Run.Seed, "fine-tuning/" + options.Name);

    public int EpochCount => options.Epochs;

    private TrainingState State => parts.State;

    public void Prepare(CancellationToken cancellationToken)
    {
        _statistics.Load(State.Statistics);
        if (State.IsRaisedToFloat32)
        {
            parts.Policy.RaiseToFloat32();
        }
    }

    public EpochMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = _statistics.State;
            try
            {
                var metrics = Once(epoch, cancellationToken);
                State.Statistics = _statistics.State.ToDictionary(entry => entry.Key, entry => entry.Value, StringComparer.Ordinal);
                return metrics;
            }
            catch (RatioDriftException drift)
            {
                // Samples that lower precision took say nothing of a policy in float32: they are drawn again.
                _statistics.Load(before);
                RaisePrecision(drift);
            }
        }
    }

    public void Dispose()
    {
        // Owns nothing that outlives an epoch.
    }

    private EpochMetrics Once(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var heldOutRewards = options.ScoreSamplesHeldOut ? parts.Context.HeldOutRewards : [];
        using var rollout = Rollout.Collect(
            parts.Policy, Requests(epoch), [parts.Context.Reward!, .. heldOutRewards], done => parts.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, draw", done, options.SamplesPerEpoch), cancellationToken);
        var sampled = watch.Elapsed.TotalSeconds;
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        RewardMetrics(rollout, heldOutRewards, values);
        if (Array.TrueForAll(rollout.Rewards, double.IsFinite))
        {
            Update(epoch, rollout, values, cancellationToken);
        }
        else
        {
            _guard.Skip($"epoch {epoch + 1}", $"{parts.Context.Reward!.Name} gave a reward that is not finite for \"{rollout.Prompts[Array.FindIndex(rollout.Rewards, r => !double.IsFinite(r))]}\"");
        }

        values["learningRate"] = options.LearningRate * State.LearningRateScale;
        values["sampleSeconds"] = sampled;
        values["updateSeconds"] = watch.Elapsed.TotalSeconds - sampled;
        values["imagesPerSecond"] = rollout.Count / sampled;
        return new EpochMetrics(epoch + 1, values);
    }

    private void Update(int epoch, Rollout rollout, Dictionary<string, double> values, CancellationToken cancellationToken)
    {
        var advantages = Advantages(rollout, values);
        var seeds = _seeds.Child("order").Child($"{epoch}");
        var updates = new List<UpdateMetrics>();
        for (var inner = 0; inner < options.InnerEpochs; inner++)
        {
            var unit = State.BatchesTimesteps ? 1 : options.SampleBatchSize;
            foreach (var group in MicroBatches.ShareOut(rollout.Count, unit, options.UpdatesPerEpoch, items => Shuffled(items, seeds.Child($"{inner}"))))
            {
                var samples = group.Select(sample => (sample, Steps(seeds.Child($"{inner}/steps/{sample}")))).ToArray();
                var done = updates.Count * 1.0 / (options.InnerEpochs * options.UpdatesPerEpoch);
                parts.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, update", (long)(done * 100), 100);
                if (Step(epoch, rollout, advantages, samples, isFirst: updates.Count == 0, cancellationToken) is { } metrics)
                {
                    updates.Add(metrics);
                }
            }
        }

        if (updates.Count == 0)
        {
            return;
        }

        values["loss"] = updates.Average(update => update.Loss);
        values["gradientNorm"] = updates.Average(update => update.GradientNorm);
        if (updates.Select(update => update.Gradient).OfType<(double Signal, double Noise)>().ToArray() is { Length: > 0 } gradients)
        {
            values["gradientSignal"] = gradients.Average(gradient => gradient.Signal);
            values["gradientNoise"] = gradients.Average(gradient => gradient.Noise);
        }

        values["approximateKl"] = updates.Average(update => update.ApproximateKl);
        values["clipFraction"] = updates.Average(update => update.ClipFraction);
        values["ratioDrift"] = updates[0].RatioDrift.Max();
        values["ratioDriftOfLastUpdate"] = updates[^1].RatioDrift.Max();
        if (options.KlWeight > 0)
        {
            values["distanceToBase"] = updates.Average(update => update.Distance);
        }
    }

    /// <summary>Gradient, clipping and AdamW; null where the step was skipped.</summary>
    private UpdateMetrics? Step(int epoch, Rollout rollout, double[] advantages, (int Sample, int[] Steps)[] samples, bool isFirst, CancellationToken cancellationToken)
    {
        var prompts = rollout.Prompts;
        var limit = !isFirst ? double.PositiveInfinity : parts.Pipeline.ComputeType == ScalarType.Float32 ? Float32DriftLimit : options.ClipRange / 2;
        while (true)
        {
            try
            {
                var size = _guard.MicroBatchSize();
                var (one, other) = MicroBatches.Halves(samples, prompts, State.BatchesTimesteps ? 1 : options.SampleBatchSize);
                var metrics = _update.Accumulate(rollout, advantages, (Batches(one, size), Batches(other, size)), keepsDrawing: !State.BatchesTimesteps && size >= options.SampleBatchSize, limit, cancellationToken);
                metrics.GradientNorm = _guard.Apply();
                return metrics;
            }
            catch (NonFiniteException exception)
            {
                _guard.Skip($"epoch {epoch + 1}", exception.Message);
                return null;
            }
            catch (RatioDriftException drift) when (State.BatchesTimesteps)
            {
                // In the drawing's very batches: another number of rows, or another place among them, may be enough to add up in another order.
                State.BatchesTimesteps = false;
                State.MicroBatchSize = options.SampleBatchSize;
                _guard.Report("finetune.fallback", $"before the first update the ratio is off 1 by {drift.Drift:e1} at step {drift.Step}, more than {limit:e1}: from here on one timestep is computed at a time, in the batches of the drawing.");
            }
            catch (Exception exception) when (OutOfMemory.Is(exception))
            {
                _guard.Halve(exception);
            }
        }
    }

    private IReadOnlyList<(int Sample, int Step)[]> Batches((int Sample, int[] Steps)[] samples, int size) =>
        State.BatchesTimesteps ? MicroBatches.AcrossTimesteps(samples, size) : MicroBatches.OfOneTimestep(samples, options.SampleBatchSize, size);

    private void RaisePrecision(RatioDriftException drift)
    {
        if (parts.Pipeline.ComputeType == ScalarType.Float32)
        {
            throw new RewardLabException(
                $"{options.Name}: before the first update the ratio of probabilities is off 1 by {drift.Drift:e1} at step {drift.Step}, though one timestep is computed at a time in float32, in batches of {State.MicroBatchSize} where {options.SampleBatchSize} were drawn at once. Draw in batches that fit into memory while training, or compute on another device: here DDPO would learn from the arithmetic's noise.");
        }

        var type = parts.Pipeline.ComputeType;
        parts.Policy.RaiseToFloat32();
        State.IsRaisedToFloat32 = true;
        _guard.Report("finetune.fallback", $"in {type} the ratio is off 1 by {drift.Drift:e1} at step {drift.Step} before the first update, more than half the clip range: the denoiser computes in float32 from here on, and the epoch begins again.");
    }

    private double[] Advantages(Rollout rollout, Dictionary<string, double> values)
    {
        var rewards = rollout.Rewards;
        var prompts = rollout.Prompts;
        var constant = Enumerable.Range(0, rewards.Length).GroupBy(i => prompts[i], StringComparer.Ordinal).Count(group => group.Count() > 1 && group.Select(i => rewards[i]).Distinct().Count() == 1);
        values["constantPrompts"] = constant;
        var advantages = options.Normalization switch
        {
            AdvantageNormalization.Global => PromptStatistics.Global(rewards),
            AdvantageNormalization.Group => PromptStatistics.Group(prompts, rewards),
            _ => _statistics.Advantages(prompts, rewards),
        };
        var hasSignal = Signal.IsIn(advantages);
        values[EpochMetrics.Signal] = hasSignal ? advantages.Average(Math.Abs) : 0;
        if (!hasSignal && !(State.Epochs.Count > 0 && State.Epochs[^1].Values.GetValueOrDefault(EpochMetrics.Signal, 1) == 0))
        {
            _guard.Report("finetune.signal", $"epoch {State.Epoch + 1} has NOTHING TO LEARN FROM, for every advantage is 0: {Signal.WhyNoneInAdvantages(options, parts.Context.Reward!.Name, rewards, prompts)}. Where the next epochs are like it, that is not said again.");
        }

        return advantages;
    }

    private static void RewardMetrics(Rollout rollout, IReadOnlyList<IRewardModel> heldOutRewards, Dictionary<string, double> values)
    {
        var mean = rollout.Rewards.Average();
        values["proxy"] = mean;
        values["proxyVariance"] = rollout.Rewards.Average(reward => (reward - mean) * (reward - mean));
        foreach (var (index, heldOutReward) in heldOutRewards.Index())
        {
            values["heldOut/" + heldOutReward.Name] = rollout.HeldOutScores[index].Average();
        }
    }

    // The prompt cursor goes round: every prompt has its turn equally often.
    private ImageRequest[] Requests(int epoch)
    {
        var prompts = parts.Context.Prompts;
        var groups = (options.SamplesPerEpoch + options.ImagesPerPrompt - 1) / options.ImagesPerPrompt;
        var seeds = _seeds.Child("sampling").Child($"{epoch}");
        return [.. Enumerable.Range(0, options.SamplesPerEpoch).Select(i => new ImageRequest(prompts[(int)((((long)epoch * groups) + (i / options.ImagesPerPrompt)) % prompts.Count)], seeds[i]))];
    }

    private int[] Steps(SeedStream seeds)
    {
        var considered = options.FirstSteps > 0 ? Math.Min(options.FirstSteps, options.NumInferenceSteps) : options.NumInferenceSteps;
        var all = Enumerable.Range(0, considered);
        var count = Math.Max(1, (int)Math.Round(considered * options.TimestepFraction));
        return count == considered ? [.. all] : [.. Shuffled(all, seeds).Take(count).Order()];
    }

    private static int[] Shuffled(IEnumerable<int> items, SeedStream seeds) => [.. items.OrderBy(item => seeds[item]).ThenBy(item => item)];
}
