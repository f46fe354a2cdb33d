using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>Direct preference optimization of a diffusion model: Wallace et al., "Diffusion Model Alignment Using Direct Preference Optimization",
/// arXiv:2311.12908.</summary>
/// <remarks>
/// <para>c is a prompt, x_w an image that people preferred to x_l. Under Bradley and Terry's model of their choice, the policy that a reward learned from it
/// would lead to can be trained without that reward (section 4): whatever makes x_w likelier than the frozen reference has it, and x_l less likely. The
/// likelihood of an image becomes the error with which the denoiser predicts its noise (equations 13 and 14).</para>
/// <para>The session's reward is measured and chooses the checkpoint; nothing is optimised for it. What is not in the paper lies around it:
/// <see cref="UpdateGuard"/> (memory, numbers that are not finite), <see cref="FineTuningSession"/> (evaluations, alarm, checkpoints, resuming) and
/// <see cref="FineTuningSeeds"/> (random numbers).</para>
/// </remarks>
/// <param name="options">Pairs per step and beta.</param>
/// <param name="images">The pairs.</param>
/// <param name="read">Reads an image file.</param>
/// <param name="session">Model, optimizer and run.</param>
internal sealed class DpoTrainer(DpoOptions options, PreferredImages images, Func<string, ImageBatch> read, FineTuningSession session) : IDisposable
{
    private readonly UpdateGuard _guard = new(options, session, isGuided: false);
    private readonly PartGradients _gradients = new(session.Adapter.Parameters);
    private PreferredLatents? _latents;

    private PreferredLatents Latents => _latents ?? throw new InvalidOperationException("The images are encoded first.");

    /// <summary>Epochs that a number of steps takes.</summary>
    public static int EpochCount(DpoOptions options) => (int)Math.Ceiling(options.Steps / (double)options.StepsPerEpoch);

    /// <summary>Trains from the session's state to the last step, and chooses a checkpoint.</summary>
    public Outcome Run(CancellationToken cancellationToken)
    {
        _latents = PreferredLatents.Encode(images, read, session, cancellationToken);
        session.Begin(cancellationToken);
        while (session.HasNext(cancellationToken))
        {
            session.Record(Train(session.Epoch, cancellationToken));
            session.Evaluate(cancellationToken);
            session.Checkpoint();
        }

        return session.Finish(cancellationToken);
    }

    public void Dispose() => _latents?.Dispose();

    // ---- Epoch: optimizer steps ----------------------------------------------------------------------------------------------------------------------------

    private DpoMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        var (watch, steps) = (Stopwatch.StartNew(), new List<DpoStepMetrics>());
        var first = (long)epoch * options.StepsPerEpoch;
        var count = (int)Math.Min(options.StepsPerEpoch, options.Steps - first);
        foreach (var step in Enumerable.Range(0, count).Select(i => first + i))
        {
            if (_guard.Try($"step {step + 1}", size => Step(step, Math.Max(1, size / 2), cancellationToken)) is { } made)
            {
                steps.Add(made);
            }

            session.Run.ReportProgress($"{options.Name}: optimizer steps", step + 1, options.Steps);
        }

        return new DpoMetrics
        {
            Epoch = epoch + 1,
            Steps = steps,
            LearningRate = options.LearningRate * session.State.LearningRateScale,
            UpdateSeconds = watch.Elapsed.TotalSeconds,
            ImagesPerSecond = 2 * steps.Count * options.BatchSize / watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>One optimizer step: the gradient of a batch of pairs, accumulated over micro-batches, clipped; then AdamW.</summary>
    private DpoStepMetrics Step(long step, int pairsAtOnce, CancellationToken cancellationToken)
    {
        session.Optimizer.ZeroGradients();
        var metrics = new DpoStepMetrics(0, 0, 0, 0, 0);
        foreach (var places in Enumerable.Range(0, options.BatchSize).Select(i => (step * options.BatchSize) + i).Chunk(pairsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            metrics = Differentiate(places).Aggregate(metrics, (sum, part) => sum.Add(part.Metrics, part.Share));
        }

        return metrics with { GradientNorm = _guard.Step() };
    }

    /// <param name="places">Places of a batch, counted over all steps: each has a pair, a timestep and noise of its own.</param>
    /// <returns>Of each part, computed side by side.</returns>
    private (DpoStepMetrics Metrics, double Share)[] Differentiate(long[] places)
    {
        var pairs = Array.ConvertAll(places, Latents.At);
        session.DiffusionPolicy.EncodePrompts(pairs.Select(pair => pair.Prompt));
        var parts = ParallelParts.ForGradients(places.Length, session.DiffusionPolicy.Device);
        var measured = new (DpoStepMetrics, double)[parts.Count];
        _gradients.Accumulate(
            parts.Count,
            part =>
            {
                var own = parts[part].Start..(parts[part].Start + parts[part].Count);
                var share = parts[part].Count / (double)options.BatchSize;
                var (loss, metrics) = Loss(places[own], pairs[own]);
                measured[part] = (metrics, share);
                return loss.Mul(share);
            },
            isSequential: options.GradientCheckpointing);
        return measured;
    }

    // ---- Loss: -log sigmoid(-beta / 2 ((e(x_w) - e(x_l)) - (e_ref(x_w) - e_ref(x_l)))), both images at one timestep with one noise (equation 14) ------------

    private (Tensor Loss, DpoStepMetrics Metrics) Loss(long[] places, PreferredImages.Pair[] pairs)
    {
        var (policy, scheduler) = (session.DiffusionPolicy, session.Pipeline.Scheduler);
        var steps = (ulong)scheduler.Config.NumTrainTimesteps;
        var time = Twice(tensor(Array.ConvertAll(places, place => (long)(session.Seeds.Timestep[place] % steps)), device: policy.Device));
        var noise = Twice(SeededNoise.Normal(
            Array.ConvertAll(places, place => session.Seeds.Noise[place]), [.. policy.LatentShape], stream: 0, policy.Device));
        string[] prompts = [.. pairs.Select(pair => pair.Prompt), .. pairs.Select(pair => pair.Prompt)];
        var original = Latents.Gather(pairs); // x_w and x_l, [2 pairs, channels, height, width]
        var noisy = scheduler.AddNoise(original, noise, time);
        var terms = DpoLoss.Compute(
            policy.Denoise(noisy, time, prompts),
            policy.DenoiseReference(noisy, time, prompts),
            scheduler.Target(original, noise, time),
            options.Beta,
            Array.ConvertAll(pairs, pair => pair.IsTie));
        var value = terms.Loss.item<float>();
        return float.IsFinite(value)
            ? (terms.Loss, new DpoStepMetrics(
                value,
                terms.Lead.cpu().data<float>().Count(lead => lead > 0) / (double)pairs.Length,
                Mean(terms.Preferred - terms.ReferencePreferred),
                Mean(terms.Other - terms.ReferenceOther),
                GradientNorm: 0))
            : throw new NonFiniteException(
                $"the loss is not finite: prompt \"{pairs[0].Prompt}\", images {pairs[0].Preferred} and {pairs[0].Other}, "
                + $"the denoiser computing in {session.Pipeline.ComputeType}");
    }

    private static Tensor Twice(Tensor values) => cat([values, values], 0);

    private static double Mean(Tensor values) => values.mean().item<float>();
}
