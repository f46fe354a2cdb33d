using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Randomness;
using RewardLab.Torch.Tensors;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Weighting;

/// <summary>Reward-weighted regression: the denoising loss on the base's best images, each weighted by its reward (Kim et al., ICLR 2024, section 5.2; Lee et al., arXiv:2302.12192).</summary>
internal sealed class RwrTrainer(RwrOptions options, double beta, string poolFolder, TrainingParts parts) : ITrainer
{
    private readonly SeedStream _seeds = SeedStream.Create(parts.Run.Seed, "fine-tuning/" + options.Name);
    private readonly UpdateGuard _guard = new(options, parts, isGuided: false);
    private readonly List<string> _prompts = [];
    private double[] _weights = [];
    private double _meanReward;
    private Tensor? _latents;
    private (long Number, int[]? Order) _round = (-1, null);

    public int EpochCount => (options.Steps + options.StepsPerEpoch - 1) / options.StepsPerEpoch;

    private TrainingState State => parts.State;

    // As the paper writes its objective, the log-ratio term only adds to the weights.
    private double Literal => options.Kl == KlType.Literal ? beta : 0;

    public void Prepare(CancellationToken cancellationToken)
    {
        var pool = new CandidatePool(options, poolFolder, parts.Context, parts.Components);
        var images = pool.Collect(parts.Policy, cancellationToken);
        _weights = RewardWeights.Compute(options.Weights, options.Temperature, [.. images.Select(image => options.Weights == WeightType.Rank ? image.Order : image.Reward)], [.. images.Select(image => image.PromptIndex)], pool.Ranges);
        if (State.Evaluations.Count == 0 && Signal.ProblemOfWeights(parts.Context.Reward!.Name, pool.Ranges, Array.ConvertAll(_weights, weight => weight + Literal)) is { } problem)
        {
            _guard.Report("finetune.signal", $"{problem}.");
        }

        _meanReward = images.Average(image => image.Reward);
        _prompts.AddRange(images.Select(image => parts.Context.Prompts[image.PromptIndex]));
        var latents = new List<Tensor>();
        using var scope = NewDisposeScope();
        foreach (var image in images)
        {
            cancellationToken.ThrowIfCancellationRequested();
            latents.Add(parts.Policy.Encode(image.Image));
        }

        _latents = cat(latents, 0).DetachFromDisposeScope(); // [images, channels, height, width]
    }

    public EpochMetrics Train(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (loss, distance, norm, steps) = (0.0, 0.0, 0.0, 0);
        for (var step = (long)epoch * options.StepsPerEpoch; step < Math.Min(options.Steps, (epoch + 1L) * options.StepsPerEpoch); step++)
        {
            if (Step(step, cancellationToken) is { } metrics)
            {
                (loss, distance, norm, steps) = (loss + metrics.Loss, distance + metrics.Distance, norm + metrics.Norm, steps + 1);
            }

            parts.Run.ReportProgress($"{options.Name}: steps", step + 1, options.Steps);
        }

        var values = new Dictionary<string, double>(StringComparer.Ordinal) { ["rewardOfImages"] = _meanReward, ["learningRate"] = options.LearningRate * State.LearningRateScale };
        if (steps > 0)
        {
            values["loss"] = loss / steps;
            values["gradientNorm"] = norm / steps;
            values["distanceToBase"] = distance / steps;
        }

        values["updateSeconds"] = watch.Elapsed.TotalSeconds;
        values["imagesPerSecond"] = steps * options.BatchSize / watch.Elapsed.TotalSeconds;
        return new EpochMetrics(epoch + 1, values);
    }

    public void Dispose() => _latents?.Dispose();

    private (double Loss, double Distance, double Norm)? Step(long step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                parts.Optimizer.ZeroGradients();
                var (loss, distance) = (0.0, 0.0);
                foreach (var part in Enumerable.Range(0, options.BatchSize).Chunk(_guard.MicroBatchSize()))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var (partLoss, partDistance) = Differentiate(step, part);
                    (loss, distance) = (loss + partLoss, distance + partDistance);
                }

                return (loss, distance, _guard.Apply());
            }
            catch (NonFiniteException exception)
            {
                _guard.Skip($"step {step + 1}", exception.Message);
                return null;
            }
            catch (Exception exception) when (OutOfMemory.Is(exception))
            {
                _guard.Halve(exception);
            }
        }
    }

    private (double Loss, double Distance) Differentiate(long step, int[] places)
    {
        using var scope = NewDisposeScope();
        var device = parts.Policy.Device;
        var (images, seeds, timesteps) = (new long[places.Length], new ulong[places.Length], new long[places.Length]);
        for (var i = 0; i < places.Length; i++)
        {
            var place = (step * options.BatchSize) + places[i];
            images[i] = Shuffled(place);
            seeds[i] = _seeds.Child("noise")[place];
            timesteps[i] = (long)(_seeds.Child("timestep")[place] % (ulong)parts.Pipeline.Scheduler.Config.NumTrainTimesteps);
        }

        var prompts = Array.ConvertAll(images, image => _prompts[(int)image]);
        var original = _latents!.index_select(0, tensor(images, device: device));
        var noise = SeededNoise.Normal(seeds, [.. parts.Policy.LatentShape], stream: 0, device);
        var time = tensor(timesteps, device: device);
        var noisy = parts.Pipeline.Scheduler.AddNoise(original, noise, time);
        var output = parts.Policy.Denoise(noisy, time, prompts);
        var error = output - parts.Pipeline.Scheduler.Target(original, noise, time);
        var weights = tensor(Array.ConvertAll(images, image => (float)(_weights[(int)image] + Literal)), device: device);
        var loss = (weights * MeanOf(error * error)).sum().Div(options.BatchSize);
        var distance = 0.0;
        if (options.Kl == KlType.Noise && beta > 0)
        {
            Tensor reference;
            using (no_grad())
            using (parts.Policy.DisableAdapter())
            {
                reference = parts.Policy.Denoise(noisy, time, prompts);
            }

            var difference = output - reference;
            var squared = MeanOf(difference * difference).sum().Div(options.BatchSize);
            distance = squared.item<float>();
            loss = loss.AddScaled(squared, beta);
        }

        var value = loss.item<float>();
        if (!float.IsFinite(value))
        {
            throw new NonFiniteException($"the loss is not finite: timesteps {string.Join(", ", timesteps.Take(4))}, prompt \"{prompts[0]}\", the denoiser computing in {parts.Pipeline.ComputeType}");
        }

        loss.backward();
        return (value, distance);
    }

    private static Tensor MeanOf(Tensor values) => values.flatten(1).mean([1]);

    // Every image once, in an order of its own, before any comes again.
    private long Shuffled(long place)
    {
        var (round, index) = (place / _prompts.Count, (int)(place % _prompts.Count));
        if (_round.Number != round || _round.Order is null)
        {
            var keys = _seeds.Child("order").Child($"{round}");
            _round = (round, [.. Enumerable.Range(0, _prompts.Count).OrderBy(i => keys[i]).ThenBy(i => i)]);
        }

        return _round.Order[index];
    }
}
