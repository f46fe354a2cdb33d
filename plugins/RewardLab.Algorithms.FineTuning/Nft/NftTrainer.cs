using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rollouts;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>Diffusion negative-aware fine-tuning: Zheng et al., "DiffusionNFT: Online Diffusion Reinforcement with Forward Process",
/// arXiv:2509.16117.</summary>
/// <remarks>
/// <para>c is a prompt, x_0 an image that the old policy generated for it, and r(x_0, c) in [0, 1] how good it is among its prompt's. Images are learned from
/// as in ordinary training: x_0 is noised to x_t, and the denoiser predicts x_0 of it. No trajectory is kept, no probability computed, and guidance plays no
/// part. What a policy gradient gets from ratios, this gets from two implicit policies beside the old one (theorem 3.2): a positive one, which good images
/// draw to themselves, and a negative one, which bad images draw to themselves, so that the policy in question moves away.</para>
/// <para>What is not in the paper lies around it: <see cref="UpdateGuard"/> (memory, numbers that are not finite), <see cref="FineTuningSession"/>
/// (evaluations, alarm, checkpoints, resuming, the old policy's storage) and <see cref="FineTuningSeeds"/> (random numbers).</para>
/// </remarks>
internal sealed class NftTrainer(NftOptions options, FineTuningSession session)
{
    private readonly UpdateGuard _guard = new(options, session, isGuided: false);
    private readonly PartGradients _gradients = new(session.Adapter.Parameters);
    private readonly PromptTurns _turns = new(session.Context.Prompts, options.ImagesPerPrompt);

    private IRewardModel Reward => session.Context.Reward!;

    private IDenoisingPolicy Policy => session.TrainingPolicy;

    /// <summary>Trains from the session's state to the last epoch, and chooses a checkpoint.</summary>
    public Outcome Run(CancellationToken cancellationToken)
    {
        session.Begin(cancellationToken);
        while (session.HasNext(cancellationToken))
        {
            session.Record(Train(session.Epoch, cancellationToken));
            session.Evaluate(cancellationToken);
            session.Checkpoint();
        }

        return session.Finish(cancellationToken);
    }

    /// <summary>One epoch: sample by the old policy and score, optimality, updates; then the old policy follows.</summary>
    private NftMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var latents = new CleanLatents(options.SampleBatchSize);
        var rollout = Sample(epoch, latents, cancellationToken);
        var sampleSeconds = watch.Elapsed.TotalSeconds;
        rollout.NotFinite.ToList().ForEach(problem => session.Run.Log($"{options.Name}: epoch {epoch + 1}: {problem}"));
        AdvantageMetrics? advantageMetrics = null;
        IReadOnlyList<NftUpdateMetrics> updates = [];
        if (Array.FindIndex(rollout.Rewards, reward => !double.IsFinite(reward)) is >= 0 and var bad)
        {
            _guard.Skip($"epoch {epoch + 1}", $"{Reward.Name} gave a reward that is not finite for \"{rollout.Prompts[bad]}\"");
        }
        else
        {
            (var optimality, advantageMetrics) = Optimality(epoch, rollout);
            updates = Update(epoch, rollout, latents, optimality, cancellationToken);
        }

        var decay = OldPolicyDecay.At(options.OldPolicy, session.State.StepCount);
        session.OldPolicy.Blend(decay); // theta_old = eta theta_old + (1 - eta) theta
        return new NftMetrics
        {
            Epoch = epoch + 1,
            Rollout = RolloutMetrics.From(rollout.Rewards, rollout.HeldOut),
            Advantages = advantageMetrics,
            Updates = updates,
            OldPolicyDecay = decay,
            LearningRate = options.LearningRate * session.State.LearningRateScale,
            SampleSeconds = sampleSeconds,
            UpdateSeconds = watch.Elapsed.TotalSeconds - sampleSeconds,
            ImagesPerSecond = rollout.Count / sampleSeconds,
        };
    }

    // ---- Sample: c ~ p(c), x_0 ~ pi_old(. | c), by whatever sampler; the way to x_0 is not kept -----------------------------------------------------------

    private Rollout Sample(int epoch, CleanLatents latents, CancellationToken cancellationToken)
    {
        ImageRequest[][] batches = [.. _turns.Of(epoch, options.SamplesPerEpoch, session.Seeds.Samples(epoch)).Chunk(options.SampleBatchSize)];
        return AsOld(() => Rollout.Collect(
            batches,
            token => latents.Sample(session.Policy, batches, token),
            Reward,
            options.ScoreSamplesHeldOut ? session.Context.HeldOutRewards : [],
            done => session.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, sample", done, options.SamplesPerEpoch),
            cancellationToken));
    }

    // Lets the model be the old policy, with the moving average in place of the adapter's matrices.
    private T AsOld<T>(Func<T> compute)
    {
        session.OldPolicy.Swap();
        try
        {
            return compute();
        }
        finally
        {
            session.OldPolicy.Swap();
        }
    }

    // ---- Optimality: r = 1/2 + 1/2 clip(A / limit, -1, 1), A = (reward - its prompt's mean) / deviation --------------------------------------------------

    private (double[] Optimality, AdvantageMetrics Metrics) Optimality(int epoch, Rollout rollout)
    {
        var (prompts, rewards) = (rollout.Prompts, rollout.Rewards);
        var advantages = PromptStatistics.FlowGroup(prompts, rewards, options.UseGlobalDeviation);
        var hasSignal = Signal.IsIn(advantages);
        if (!hasSignal && session.State.Epochs.LastOrDefault()?.Find(MetricKeys.Advantage) != 0)
        {
            var why = Signal.WhyNoneInAdvantages(options.Name, "", Reward.Name, rewards, prompts);
            session.Findings.Tell(
                epoch + 1,
                EventKinds.FineTuningSignal,
                $"epoch {epoch + 1} has NOTHING TO LEARN FROM, because all images are as good as their prompt's mean: {why}. "
                + "This is not repeated for later epochs.");
        }

        return (
            Array.ConvertAll(advantages, advantage => NftLoss.Optimality(advantage, options.AdvantageLimit, options.Advantages)),
            new AdvantageMetrics(Signal.ConstantPrompts(prompts, rewards), hasSignal ? advantages.Average(Math.Abs) : 0));
    }

    // ---- Update: the images of an epoch are shared out among its optimizer steps ---------------------------------------------------------------------------

    private List<NftUpdateMetrics> Update(
        int epoch, Rollout rollout, CleanLatents latents, double[] optimality, CancellationToken cancellationToken)
    {
        var (updates, made, count) = (new List<NftUpdateMetrics>(), 0, options.InnerEpochs * options.UpdatesPerEpoch);
        for (var inner = 0; inner < options.InnerEpochs; inner++)
        {
            var batch = new NftBatch(rollout, latents, optimality, session.Seeds, epoch, inner);
            foreach (var samples in MicroBatches.ShareOut(
                rollout.Count, 1, options.UpdatesPerEpoch, items => MicroBatches.Shuffle(items, session.Seeds.Updates(batch.Epoch, batch.InnerEpoch))))
            {
                session.Run.ReportProgress($"{options.Name}: epoch {epoch + 1} of {options.Epochs}, update", made++ * 100 / count, 100);
                (int Sample, int[] Steps)[] trained = [.. samples.Select(sample => (sample, Timesteps(batch, sample)))];
                if (_guard.Try($"epoch {epoch + 1}", size => Step(batch, trained, size, cancellationToken)) is { } update)
                {
                    updates.Add(update);
                }
            }
        }

        return updates;
    }

    private int[] Timesteps(NftBatch batch, int sample) => MicroBatches.Timesteps(
        options.NumInferenceSteps, options.FirstSteps, options.TimestepFraction, session.Seeds.Timesteps(batch.Epoch, batch.InnerEpoch, sample));

    /// <summary>One optimizer step: the gradient, accumulated over micro-batches of images and noise levels, clipped; then AdamW.</summary>
    private NftUpdateMetrics Step(NftBatch batch, (int Sample, int[] Steps)[] trained, int size, CancellationToken cancellationToken)
    {
        var (first, second) = MicroBatches.Halves(trained, batch.Rollout.Prompts, unit: 1);
        var plan = new NftPlan(MicroBatches.AcrossTimesteps(first, size), MicroBatches.AcrossTimesteps(second, size));
        var metrics = new NftUpdateMetrics();
        session.Optimizer.ZeroGradients();
        metrics.Gradient = plan.Accumulate(
            session.Adapter.Parameters, pairs => Array.ForEach(Differentiate(batch, pairs, plan), metrics.Add), cancellationToken);
        metrics.GradientNorm = _guard.Step();
        return metrics;
    }

    // ---- Forward process: x_t of x_0, at the noise levels of the sampler's steps, with noise of its own ----------------------------------------------------

    private NftPartMetrics[] Differentiate(NftBatch batch, (int Sample, int Step)[] pairs, NftPlan plan)
    {
        Policy.EncodePrompts(batch.Rollout.Prompts);
        var parts = ParallelParts.ForGradients(pairs.Length, Policy.Device);
        var noised = new NoisedImages[parts.Count];
        try
        {
            AsOld(() =>
            {
                ParallelParts.Run(parts.Count, part => noised[part] = Noise(batch, pairs[parts[part].Start..(parts[part].Start + parts[part].Count)]));
                return true;
            });
            var measured = new NftPartMetrics[parts.Count];
            _gradients.Accumulate(
                parts.Count,
                part =>
                {
                    (var loss, measured[part]) = Loss(noised[part], plan.ShareOf(noised[part].Pairs));
                    return loss;
                },
                isSequential: options.GradientCheckpointing);
            return measured;
        }
        finally
        {
            Array.ForEach(noised, part => part?.Dispose());
        }
    }

    // The images of a part, noised, and what the old policy makes of them; the model is the old policy here.
    private NoisedImages Noise(NftBatch batch, (int Sample, int Step)[] pairs)
    {
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var original = batch.Latents.Gather(pairs.Select(pair => pair.Sample)); // x_0, [pairs, channels, height, width]
        var noise = SeededNoise.Normal(Array.ConvertAll(pairs, batch.NoiseSeed), [.. Policy.LatentShape], stream: 0, Policy.Device);
        var noisy = session.Model.AddNoise(original, noise, Array.ConvertAll(pairs, pair => Policy.StepTimes[pair.Step])); // x_t
        var prompts = batch.Rollout.Prompts;
        var state = new DenoisingState(noisy, Array.ConvertAll(pairs, pair => pair.Step), Array.ConvertAll(pairs, pair => prompts[pair.Sample]));
        var old = Policy.Evaluate(state);
        return new NoisedImages(
            pairs,
            Array.ConvertAll(pairs, pair => (float)batch.Optimality[pair.Sample]),
            original.DetachFromDisposeScope(),
            state with { Latents = noisy.DetachFromDisposeScope() },
            old.Output.DetachFromDisposeScope(),
            old.Transition.PredOriginalSample.DetachFromDisposeScope());
    }

    // ---- Loss: r |x+ - x_0|^2 + (1 - r) |x- - x_0|^2 (theorem 3.2), and how far the denoiser is from the base's ---------------------------------------------

    private (Tensor Loss, NftPartMetrics Measured) Loss(NoisedImages noised, double share)
    {
        var step = Policy.Evaluate(noised.State);
        var optimality = tensor(noised.Optimality, device: step.Output.device); // r, [pairs]
        var terms = NftLoss.Compute(
            noised.Original, step.Transition.PredOriginalSample, noised.OldOriginal, optimality, options.Beta, options.AdvantageLimit);
        var loss = terms.Loss;
        double? distanceToBase = null;
        if (options.KlWeight > 0)
        {
            var distance = MeanSquare(step.Output - Policy.EvaluateReference(noised.State).Output);
            distanceToBase = distance.item<float>();
            loss = loss.AddScaled(distance, options.KlWeight);
        }

        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            var (sample, at) = (noised.State.Prompts[0], Policy.StepTimes[noised.Pairs[0].Step]);
            throw new NonFiniteException($"the loss is not finite: timestep {at}, prompt \"{sample}\", the denoiser computing in {session.Model.ComputeType}");
        }

        return (
            loss.Mul(share),
            new NftPartMetrics(
                share,
                value,
                terms.Positive.mean().item<float>(),
                terms.Negative.mean().item<float>(),
                MeanSquare((step.Output - noised.OldOutput).detach()).item<float>(),
                distanceToBase));
    }

    private static Tensor MeanSquare(Tensor difference) => (difference * difference).mean();
}
