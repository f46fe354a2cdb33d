using RewardLab.Abstractions;
using System.Diagnostics;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>Reward-weighted regression: the denoising loss on the base's best images, each weighted by its reward (Kim et al., ICLR 2024, section 5.2; Lee et
/// al., arXiv:2302.12192).</summary>
/// <remarks>
/// The objective E[r(x_0, c) log p_theta(x_0 | c)] - beta KL(p_theta || p_base) over images x_0 of the base becomes, with the denoising loss in place of
/// -log p_theta, a mean of w(r) |eps - eps_theta(x_t, t, c)|^2 over images, timesteps and noise. What is not in the paper lies around it:
/// <see cref="UpdateGuard"/> (memory, numbers that are not finite), <see cref="FineTuningSession"/> (evaluations, alarm, checkpoints, resuming) and
/// <see cref="FineTuningSeeds"/> (random numbers).
/// </remarks>
/// <param name="options">Weights, batches and the form of the KL term.</param>
/// <param name="beta">Weight of the KL term.</param>
/// <param name="pool">The images to learn from.</param>
/// <param name="session">Model, optimizer and run.</param>
internal sealed class RwrTrainer(RwrOptions options, double beta, CandidatePool pool, FineTuningSession session) : IDisposable
{
    private readonly UpdateGuard _guard = new(options, session, isGuided: false);
    private readonly PartGradients _gradients = new(session.Adapter.Parameters);
    private TrainingImages? _images;

    /// <summary>Epochs that a number of steps takes.</summary>
    public static int EpochCount(RwrOptions options) => (options.Steps + options.StepsPerEpoch - 1) / options.StepsPerEpoch;

    // As the paper writes its objective, the log-ratio term on the same data only adds to the weights.
    private double AddedWeight => options.Kl == KlType.Literal ? beta : 0;

    private TrainingImages Images => _images ?? throw new InvalidOperationException("The images are collected first.");

    /// <summary>Trains from the session's state to the last step, and chooses a checkpoint.</summary>
    public Outcome Run(CancellationToken cancellationToken)
    {
        _images = Collect(cancellationToken);
        session.Begin(cancellationToken);
        while (session.HasNext(cancellationToken))
        {
            session.Record(Train(session.Epoch, cancellationToken));
            session.Evaluate(cancellationToken);
            session.Checkpoint();
        }

        return session.Finish(cancellationToken);
    }

    public void Dispose() => _images?.Dispose();

    // ---- Sample and score: n images of the base for each prompt, of which the best are kept; w(r) ---------------------------------------------------------

    private TrainingImages Collect(CancellationToken cancellationToken)
    {
        var images = pool.Collect(session.DiffusionPolicy, cancellationToken);
        var weights = RewardWeights.Compute(
            options.Weights,
            options.Temperature,
            [.. images.Select(image => options.Weights == WeightType.Rank ? image.Order : image.Reward)],
            [.. images.Select(image => image.PromptIndex)],
            pool.Ranges);
        weights = Array.ConvertAll(weights, weight => weight + AddedWeight);
        if (session.IsFresh && Signal.ProblemOfWeights(session.Context.Reward!.Name, pool.Ranges, weights) is { } problem)
        {
            session.Findings.Tell(session.Epoch + 1, EventKinds.FineTuningSignal, $"{problem}.");
        }

        return TrainingImages.Encode(images, weights, session, cancellationToken);
    }

    // ---- Epoch: optimizer steps ----------------------------------------------------------------------------------------------------------------------------

    private RwrMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var steps = new List<RwrStepMetrics>();
        for (var step = (long)epoch * options.StepsPerEpoch; step < Math.Min(options.Steps, (epoch + 1L) * options.StepsPerEpoch); step++)
        {
            var number = step;
            if (_guard.Try($"step {step + 1}", size => Step(number, size, cancellationToken)) is { } metrics)
            {
                steps.Add(metrics);
            }

            session.Run.ReportProgress($"{options.Name}: steps", step + 1, options.Steps);
        }

        return new RwrMetrics
        {
            Epoch = epoch + 1,
            RewardOfImages = Images.MeanReward,
            Steps = steps,
            LearningRate = options.LearningRate * session.State.LearningRateScale,
            UpdateSeconds = watch.Elapsed.TotalSeconds,
            ImagesPerSecond = steps.Count * options.BatchSize / watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>One optimizer step: the gradient of a batch, accumulated over micro-batches, clipped; then AdamW.</summary>
    private RwrStepMetrics Step(long step, int microBatchSize, CancellationToken cancellationToken)
    {
        session.Optimizer.ZeroGradients();
        var (loss, distance) = (0.0, 0.0);
        foreach (var part in Enumerable.Range(0, options.BatchSize).Chunk(microBatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (partLoss, partDistance) in Differentiate(Array.ConvertAll(part, place => (step * options.BatchSize) + place)))
            {
                (loss, distance) = (loss + partLoss, distance + partDistance);
            }
        }

        return new RwrStepMetrics(loss, distance, _guard.Step());
    }

    // ---- Loss: w(r) |eps - eps_theta(x_t, t, c)|^2, and beta |eps_theta - eps_base|^2 where the KL term is held as its authors ran it -----------------------

    /// <param name="places">Places of a batch, counted over all steps: each has an image, a timestep and noise of its own.</param>
    /// <returns>Of each part, computed side by side.</returns>
    private (double Loss, double Distance)[] Differentiate(long[] places)
    {
        var images = Array.ConvertAll(places, place => (long)Images.At(place));
        session.DiffusionPolicy.EncodePrompts(images.Select(image => Images.Prompts[(int)image]));
        var parts = ParallelParts.ForGradients(places.Length, session.DiffusionPolicy.Device);
        var measured = new (double Loss, double Distance)[parts.Count];
        _gradients.Accumulate(
            parts.Count,
            part =>
            {
                var own = parts[part].Start..(parts[part].Start + parts[part].Count);
                (var loss, measured[part]) = Loss(places[own], images[own]);
                return loss;
            },
            isSequential: options.GradientCheckpointing);
        return measured;
    }

    private (Tensor Loss, (double, double) Measured) Loss(long[] places, long[] images)
    {
        var (policy, scheduler) = (session.DiffusionPolicy, session.Pipeline.Scheduler);
        var timesteps = Array.ConvertAll(places, place => (long)(session.Seeds.Timestep[place] % (ulong)scheduler.Config.NumTrainTimesteps));
        var prompts = Array.ConvertAll(images, image => Images.Prompts[(int)image]);
        var original = Images.Latents.index_select(0, tensor(images, device: policy.Device)); // x_0, [batch, channels, height, width]
        var noise = SeededNoise.Normal(Array.ConvertAll(places, place => session.Seeds.Noise[place]), [.. policy.LatentShape], stream: 0, policy.Device);
        var time = tensor(timesteps, device: policy.Device);
        var noisy = scheduler.AddNoise(original, noise, time); // x_t
        var output = policy.Denoise(noisy, time, prompts);
        var error = output - scheduler.Target(original, noise, time);
        var weights = tensor(Array.ConvertAll(images, image => (float)Images.Weights[(int)image]), device: policy.Device); // w(r)
        var loss = (weights * MeanOverImage(error * error)).sum().Div(options.BatchSize);
        var distance = 0.0;
        if (options.Kl == KlType.Noise && beta > 0)
        {
            var difference = output - policy.DenoiseReference(noisy, time, prompts);
            var squared = MeanOverImage(difference * difference).sum().Div(options.BatchSize);
            distance = squared.item<float>();
            loss = loss.AddScaled(squared, beta);
        }

        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new NonFiniteException(
                $"the loss is not finite: timesteps {string.Join(", ", timesteps.Take(4))}, prompt \"{prompts[0]}\", "
                + $"the denoiser computing in {session.Pipeline.ComputeType}");
        }

        return (loss, (value, distance));
    }

    private static Tensor MeanOverImage(Tensor values) => values.flatten(1).mean([1]);
}
