using System.Diagnostics;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Torch.Policies;
using RewardLab.Torch.Schedulers;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>The held-out images: the same prompts and seeds at every evaluation, so that looks can be compared image by image.</summary>
internal sealed class HeldOut(FineTuningOptions options, OptimizationContext context, DenoisingPolicy policy, Action<Stream, ImageBatch, int> writeImage)
{
    private readonly ImageRequest[] _requests =
    [
        .. context.Prompts.SelectMany(prompt => Enumerable.Range(0, options.EvaluationImages)
            .Select(i => new ImageRequest(prompt, SeedStream.Create(context.Run.Seed, "fine-tuning/held-out").Child(prompt)[i]))),
    ];

    /// <summary>Index of each image's prompt, [images].</summary>
    public IReadOnlyList<int> PromptIndices => [.. Enumerable.Range(0, _requests.Length).Select(i => i / options.EvaluationImages)];

    /// <summary>Draws and scores.</summary>
    public EvaluationRecord Evaluate(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var images = new List<ImageBatch>();
        var klOfSteps = new double[policy.Options.NumInferenceSteps];
        var seen = 0;
        foreach (var batch in _requests.Chunk(policy.Options.BatchSize))
        {
            using var generated = policy.Sample(batch, cancellationToken);
            images.Add(generated.Images);
            for (var i = 0; i < batch.Length; i++, seen++)
            {
                // The first image of each prompt tells the divergence: it is a mean over many steps and values.
                if (seen % options.EvaluationImages == 0)
                {
                    Add(klOfSteps, generated, i, cancellationToken);
                }
            }

            context.Run.ReportProgress($"{options.Name}: held-out", seen, _requests.Length);
        }

        var all = ImageBatch.Concat(images);
        var generatedSeconds = watch.Elapsed.TotalSeconds;
        if (options.SaveImages)
        {
            using var file = context.Run.CreateFile($"{options.Name}/held-out/epoch-{epoch:D5}.png");
            writeImage(file, ImageGrid.Create(all, options.EvaluationImages), 0);
        }

        var evaluation = Score(epoch, all, Array.ConvertAll(klOfSteps, kl => kl / context.Prompts.Count), cancellationToken);
        return evaluation with { SampleSeconds = generatedSeconds, ScoreSeconds = watch.Elapsed.TotalSeconds - generatedSeconds };
    }

    private EvaluationRecord Score(int epoch, ImageBatch images, double[] klOfSteps, CancellationToken cancellationToken)
    {
        string[] prompts = [.. _requests.Select(request => request.Prompt)];
        double[] Of(IRewardModel reward) => Scored(reward).Values;
        ImageScores Scored(IRewardModel reward)
        {
            var scores = reward.ScoreImagePairs(images, prompts, cancellationToken);
            return Array.FindIndex(scores.Values, score => !double.IsFinite(score)) is >= 0 and var bad
                ? throw new RewardLabException($"{options.Name}: {reward.Name} gave a held-out image of \"{prompts[bad]}\" a score that is not finite, after epoch {epoch}, and nothing can be compared with that; the checkpoint before it stands. {(epoch == 0 ? "The reward's model is at fault." : "The images may have broken: lower the learning rate, or take a higher precision.")}")
                : scores;
        }

        var members = context.Reward!.Find<IRewardEnsemble>()?.Members.Select(Of).ToArray();
        var proxy = Scored(context.Reward!);
        return new EvaluationRecord
        {
            Epoch = epoch,
            LatentSize = (int)policy.LatentShape.Aggregate(1L, (size, length) => size * length),
            Proxy = proxy.Values,
            ProxyOrder = proxy.HasOrderKeys ? proxy.OrderKeys : null,
            HeldOut = context.HeldOutRewards.ToDictionary(heldOutReward => heldOutReward.Name, Of, StringComparer.Ordinal),
            Disagreement = members is null ? null : Enumerable.Range(0, images.Count).Average(i => Deviation([.. members.Select(member => member[i])])),
            Diversity = Embed(images, cancellationToken) is { } embeddings ? EmbeddingDiversity.WithinPrompts(embeddings, PromptIndices)?.Mean : null,
            KlOfSteps = klOfSteps,
        };
    }

    private float[][]? Embed(ImageBatch images, CancellationToken cancellationToken)
    {
        foreach (var reward in context.HeldOutRewards.Append(context.Reward!))
        {
            if (reward.Find<IImageEmbedder>()?.Embed(images, cancellationToken) is { } embeddings)
            {
                return embeddings;
            }
        }

        return null;
    }

    private void Add(double[] klOfSteps, TrajectoryBatch generated, int index, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        var atOnce = Math.Max(1, policy.Options.BatchSize);
        foreach (var steps in Enumerable.Range(0, klOfSteps.Length).Chunk(atOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var point = new DenoisingState(generated.Latents[index].narrow(0, steps[0], steps.Length), steps, [.. Enumerable.Repeat(generated.Requests[index].Prompt, steps.Length)]);
            var now = policy.Evaluate(point).Transition;
            var divergences = StepDensity.Divergence(now.Mean, policy.EvaluateReference(point).Transition.Mean, now.Sigma).cpu().data<float>().ToArray();
            for (var i = 0; i < steps.Length; i++)
            {
                klOfSteps[steps[i]] += divergences[i];
            }
        }
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
