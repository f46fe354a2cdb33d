using System.Diagnostics;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;
using RewardLab.Algorithms.FineTuning.Trajectories;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Ddpo;

/// <summary>Denoising diffusion policy optimization: Black et al., arXiv:2305.13301, with the settings of Kim et al., ICLR 2024, section 5.2.</summary>
/// <remarks>
/// <para>c is a prompt, x_T ... x_0 a trajectory of latents from noise to the image, r(x_0, c) the reward, and p_theta(x_{t-1} | x_t, c) the policy: the
/// denoiser with its adapter theta takes steps of DDIM, each normally distributed. Denoising is a decision process (section 4.2) whose state is (c, t, x_t),
/// whose action is x_{t-1}, and whose only reward comes with x_0, so that J(theta) = E[r(x_0, c)] rises along the policy gradient of section 4.3.</para>
/// <para>A flow model's steps are made random by a stochastic differential equation with the flow's marginals, and then trained alike: that is Flow-GRPO
/// (Liu et al., arXiv:2505.05470), with few steps in training, groups of images of one prompt and a divergence from the base.</para>
/// <para>What is not in the paper lies around it: <see cref="UpdateGuard"/> (memory, numbers that are not finite), <see cref="RatioGuard"/> (precision),
/// <see cref="FineTuningSession"/> (evaluations, alarm, checkpoints, resuming) and <see cref="FineTuningSeeds"/> (random numbers).</para>
/// </remarks>
internal sealed class DdpoTrainer(DdpoOptions options, FineTuningSession session, ITrajectories trajectories)
{
    private readonly PromptStatistics _statistics = new(options.BufferSize, options.BufferMinCount);
    private readonly UpdateGuard _guard = new(options, session, isGuided: options.GuidanceScale > 1);
    private readonly RatioGuard _ratios = new(options, session);
    private readonly PartGradients _gradients = new(session.Adapter.Parameters);
    private readonly PromptTurns _turns = new(session.Context.Prompts, options.ImagesPerPrompt);

    private IRewardModel Reward => session.Context.Reward!;

    /// <summary>Trains from the session's state to the last epoch, and chooses a checkpoint.</summary>
    public Outcome Run(CancellationToken cancellationToken)
    {
        _ratios.Restore();
        _statistics.Load(session.State.Statistics);
        session.Begin(cancellationToken);
        while (session.HasNext(cancellationToken))
        {
            var metrics = _ratios.TryEpoch(() => Train(session.Epoch, cancellationToken), _statistics);
            session.State.Statistics = new Dictionary<string, double[]>(_statistics.State, StringComparer.Ordinal);
            session.Record(metrics);
            session.Evaluate(cancellationToken);
            session.Checkpoint();
        }

        return session.Finish(cancellationToken);
    }

    /// <summary>One epoch: sample and score, advantages, then the updates.</summary>
    private DdpoMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var rollout = Sample(epoch, cancellationToken);
        var sampleSeconds = watch.Elapsed.TotalSeconds;
        foreach (var problem in rollout.NotFinite)
        {
            session.Run.Log($"{options.Name}: epoch {epoch + 1}: {problem}");
        }

        AdvantageMetrics? advantageMetrics = null;
        IReadOnlyList<UpdateMetrics> updates = [];
        if (Array.FindIndex(rollout.Rewards, reward => !double.IsFinite(reward)) is >= 0 and var bad)
        {
            _guard.Skip($"epoch {epoch + 1}", $"{Reward.Name} gave a reward that is not finite for \"{rollout.Prompts[bad]}\"");
        }
        else
        {
            (var advantages, advantageMetrics) = Advantages(epoch, rollout);
            updates = Update(epoch, rollout, advantages, cancellationToken);
        }

        return new DdpoMetrics
        {
            Epoch = epoch + 1,
            Rollout = RolloutMetrics.From(rollout.Rewards, rollout.HeldOut),
            Advantages = advantageMetrics,
            Updates = updates,
            LearningRate = options.LearningRate * session.State.LearningRateScale,
            SampleSeconds = sampleSeconds,
            UpdateSeconds = watch.Elapsed.TotalSeconds - sampleSeconds,
            ImagesPerSecond = rollout.Count / sampleSeconds,
        };
    }

    // ---- Sample: c ~ p(c), x_T ~ N(0, 1), x_{t-1} ~ p_theta(. | x_t, c); score r(x_0, c) while the next are sampled --------------------------------------

    private Rollout Sample(int epoch, CancellationToken cancellationToken)
    {
        ImageRequest[][] batches = [.. _turns.Of(epoch, options.SamplesPerEpoch, session.Seeds.Samples(epoch)).Chunk(options.SampleBatchSize)];
        return Rollout.Collect(
            batches,
            token => trajectories.Sample(epoch, batches, token),
            Reward,
            options.ScoreSamplesHeldOut ? session.Context.HeldOutRewards : [],
            done => session.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, sample", done, options.SamplesPerEpoch),
            cancellationToken);
    }

    // ---- Advantages: A = (r - mean) / deviation, of the same prompt's rewards (section 4.3, appendix D.1) ------------------------------------------------

    private (double[] Advantages, AdvantageMetrics Metrics) Advantages(int epoch, Rollout rollout)
    {
        var (prompts, rewards) = (rollout.Prompts, rollout.Rewards);
        var advantages = options.Normalization switch
        {
            AdvantageNormalization.Global => PromptStatistics.Global(rewards),
            AdvantageNormalization.Group => PromptStatistics.Group(prompts, rewards),
            AdvantageNormalization.FlowGroup => PromptStatistics.FlowGroup(prompts, rewards, usesGlobalDeviation: false),
            AdvantageNormalization.FlowGroupGlobal => PromptStatistics.FlowGroup(prompts, rewards, usesGlobalDeviation: true),
            _ => _statistics.Advantages(prompts, rewards),
        };
        var hasSignal = Signal.IsIn(advantages);
        if (!hasSignal && session.State.Epochs.LastOrDefault()?.Find(MetricKeys.Advantage) != 0)
        {
            var why = Signal.WhyNoneInAdvantages(Grouping, ", or normalization to perPrompt", Reward.Name, rewards, prompts);
            session.Findings.Tell(
                epoch + 1,
                EventKinds.FineTuningSignal,
                $"epoch {epoch + 1} has NOTHING TO LEARN FROM, because every advantage is 0: {why}. This is not repeated for later epochs.");
        }

        return (advantages, new AdvantageMetrics(Signal.ConstantPrompts(prompts, rewards), hasSignal ? advantages.Average(Math.Abs) : 0));
    }

    private string? Grouping => options.Normalization is AdvantageNormalization.PerPrompt or AdvantageNormalization.Global ? null
        : $"normalization '{JsonNamingPolicy.CamelCase.ConvertName(options.Normalization.ToString())}'";

    // ---- Update: the samples of an epoch are shared out among its optimizer steps, each of which follows the gradient of the loss ------------------------

    private List<UpdateMetrics> Update(int epoch, Rollout rollout, double[] advantages, CancellationToken cancellationToken)
    {
        var updates = new List<UpdateMetrics>();
        for (var inner = 0; inner < options.InnerEpochs; inner++)
        {
            foreach (var samples in Shares(epoch, inner, rollout))
            {
                ReportProgress(epoch, updates.Count);
                (int Sample, int[] Steps)[] trained = [.. samples.Select(sample => (sample, Timesteps(session.Seeds.Timesteps(epoch, inner, sample))))];
                var update = _ratios.TryUpdate(isFirst: updates.Count == 0, () => _guard.Try(
                    $"epoch {epoch + 1}", size => Step(rollout, advantages, _ratios.Plan(trained, rollout.Prompts, size), cancellationToken)));
                if (update is not null)
                {
                    updates.Add(update);
                }
            }
        }

        return updates;
    }

    private int[] Timesteps(SeedStream seeds) =>
        MicroBatches.Timesteps(options.NumInferenceSteps, options.FirstSteps, options.TimestepFraction, seeds);

    private IEnumerable<int[]> Shares(int epoch, int inner, Rollout rollout) => MicroBatches.ShareOut(
        rollout.Count, _ratios.Unit, options.UpdatesPerEpoch, items => MicroBatches.Shuffle(items, session.Seeds.Updates(epoch, inner)));

    /// <summary>One optimizer step: the gradient, added up over units of samples and timesteps in their order, clipped; then AdamW.</summary>
    private UpdateMetrics Step(Rollout rollout, double[] advantages, UpdatePlan plan, CancellationToken cancellationToken)
    {
        var metrics = new UpdateMetrics(options.NumInferenceSteps);
        GradientTask[] tasks = [.. plan.First.Concat(plan.Second).Select(unit => Task(rollout, advantages, plan, unit))];
        using var scope = NewDisposeScope();
        Tensor? sum = null;
        GradientNoise? noise = null;
        try
        {
            foreach (var (index, unit) in trajectories.Differentiate(tasks, cancellationToken).Index())
            {
                using (unit)
                {
                    if (sum is null)
                    {
                        sum = unit.Values.clone();
                    }
                    else
                    {
                        sum.AddInPlace(unit.Values);
                    }

                    metrics.Add(unit.Parts);
                }

                if (index + 1 == plan.First.Count && plan.Second.Count > 0)
                {
                    // How large the gradient is against its noise, told by the two halves of the samples.
                    _gradients.Set(sum);
                    noise = GradientNoise.AfterFirstHalf(session.Adapter.Parameters, plan.FirstSampleCount);
                }
            }

            _gradients.Set(sum!);
            metrics.Gradient = noise?.AfterAll(session.Adapter.Parameters, plan.SampleCount);
        }
        finally
        {
            noise?.Dispose();
        }

        metrics.GradientNorm = _guard.Step();
        return metrics;
    }

    private GradientTask Task(Rollout rollout, double[] advantages, UpdatePlan plan, PlannedUnit unit)
    {
        var first = unit.Batch * options.SampleBatchSize;
        var count = Math.Min(options.SampleBatchSize, rollout.Count - first);
        return new GradientTask(
            unit.Batch,
            [.. unit.MicroBatches.Select(batch => Array.ConvertAll(batch, pair => (pair.Sample - first, pair.Step)))],
            Array.ConvertAll(advantages[first..(first + count)], advantage => (float)advantage),
            plan.PairCount,
            plan.FullBatchSize,
            _ratios.Limit);
    }

    private void ReportProgress(int epoch, int updates)
    {
        var done = updates * 1.0 / (options.InnerEpochs * options.UpdatesPerEpoch);
        session.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, update", (long)(done * 100), 100);
    }
}
