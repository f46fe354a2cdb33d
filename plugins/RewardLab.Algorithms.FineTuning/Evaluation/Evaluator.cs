using System.Diagnostics;
using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Metrics;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Evaluation;

/// <summary>Generates and scores the held-out images: the same prompts and seeds at every evaluation,
/// so that evaluations can be compared image by image.</summary>
/// <param name="options">How many images, and whether they are kept.</param>
/// <param name="context">Prompts, rewards and run.</param>
/// <param name="policy">Whose images they are.</param>
/// <param name="sample">Samples them, here or on workers.</param>
/// <param name="seeds">The seeds of a prompt's images.</param>
/// <param name="codec">Writes image files.</param>
internal sealed class Evaluator(
    FineTuningOptions options, OptimizationContext context, IDenoisingPolicy policy,
    Func<IReadOnlyList<HeldOutTask>, CancellationToken, IEnumerable<HeldOutBatch>> sample, Func<string, SeedStream> seeds, IImageCodec codec)
{
    private readonly ImageRequest[] _requests =
    [
        .. context.Prompts.SelectMany(prompt => Enumerable.Range(0, options.EvaluationImages).Select(i => new ImageRequest(prompt, seeds(prompt)[i]))),
    ];

    /// <summary>Index of each image's prompt, [images].</summary>
    public IReadOnlyList<int> PromptIndices => [.. Enumerable.Range(0, _requests.Length).Select(i => i / options.EvaluationImages)];

    /// <summary>Generates the held-out images with the model as it is now and scores them by all rewards.</summary>
    /// <param name="epoch">Epochs trained.</param>
    /// <param name="cancellationToken">Answered within two seconds.</param>
    /// <exception cref="RewardLabException">A score is not finite.</exception>
    public EvaluationRecord Evaluate(int epoch, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var (images, klOfSteps) = Generate(cancellationToken);
        var sampleSeconds = watch.Elapsed.TotalSeconds;
        if (options.SaveImages)
        {
            Save(epoch, images);
        }

        var evaluation = Score(epoch, images, klOfSteps, cancellationToken);
        return evaluation with { SampleSeconds = sampleSeconds, ScoreSeconds = watch.Elapsed.TotalSeconds - sampleSeconds };
    }

    private void Save(int epoch, ImageBatch images)
    {
        var folder = $"{options.Name}/{HeldOutLayout.Folder}";
        using (var sheet = context.Run.CreateFile($"{folder}/{HeldOutLayout.SheetName(epoch)}"))
        {
            codec.WritePng(sheet, ImageGrid.Create(images, options.EvaluationImages), 0);
        }

        // Again at every evaluation: a run of a former version that resumes gets it, too.
        using var list = new StreamWriter(context.Run.CreateFile($"{folder}/{HeldOutLayout.FileName}")) { NewLine = "\n" };
        list.WriteLine(CsvLine.Of(HeldOutLayout.Columns));
        foreach (var request in _requests)
        {
            list.WriteLine(CsvLine.Of([request.Prompt, request.Seed.ToString(CultureInfo.InvariantCulture)]));
        }
    }

    private (ImageBatch Images, double[] KlOfSteps) Generate(CancellationToken cancellationToken)
    {
        var images = new List<ImageBatch>();
        var klOfSteps = new double[policy.Options.NumInferenceSteps];
        var size = policy.Options.BatchSize;

        // The first image of each prompt tells the divergence: it is a mean over many steps and values.
        HeldOutTask[] tasks =
        [
            .. _requests.Chunk(size).Select((batch, index) => new HeldOutTask(
                batch, [.. Enumerable.Range(0, batch.Length).Where(row => ((index * size) + row) % options.EvaluationImages == 0)])),
        ];
        foreach (var batch in sample(tasks, cancellationToken))
        {
            images.Add(batch.Images);
            foreach (var kl in batch.Kl)
            {
                for (var step = 0; step < klOfSteps.Length; step++)
                {
                    klOfSteps[step] += kl[step];
                }
            }

            context.Run.ReportProgress($"{options.Name}: held-out", images.Sum(part => part.Count), _requests.Length);
        }

        return (ImageBatch.Concat(images), Array.ConvertAll(klOfSteps, kl => kl / context.Prompts.Count));
    }

    private EvaluationRecord Score(int epoch, ImageBatch images, double[] klOfSteps, CancellationToken cancellationToken)
    {
        string[] prompts = [.. _requests.Select(request => request.Prompt)];
        var members = context.Reward!.Find<IRewardEnsemble>()?.Members.Select(member => Scores(member).Values).ToArray();
        var proxy = Scores(context.Reward!);
        return new EvaluationRecord
        {
            Epoch = epoch,
            LatentSize = (int)policy.LatentShape.Aggregate(1L, (size, length) => size * length),
            Proxy = proxy.Values,
            ProxyOrder = proxy.HasOrderKeys ? proxy.OrderKeys : null,
            HeldOut = HeldOut(epoch, Scores),
            Disagreement = members is null ? null : Enumerable.Range(0, images.Count).Average(i => Deviation([.. members.Select(member => member[i])])),
            Diversity = Embed(images, cancellationToken) is { } embeddings ? EmbeddingDiversity.WithinPrompts(embeddings, PromptIndices)?.Mean : null,
            KlOfSteps = klOfSteps,
        };

        ImageScores Scores(IRewardModel reward)
        {
            var scores = reward.ScoreImagePairs(images, prompts, cancellationToken);
            if (Array.FindIndex(scores.Values, score => !double.IsFinite(score)) is not (>= 0 and var bad))
            {
                return scores;
            }

            var advice = epoch == 0
                ? "Check the reward's model."
                : "The images may have collapsed: lower the learning rate, or use a higher precision.";
            throw new ScoreNotFiniteException(
                $"{options.Name}: {reward.Name} gave a held-out image of \"{prompts[bad]}\" a score that is not finite, after epoch {epoch}, "
                + $"and nothing can be compared with that. The checkpoint before it remains valid. {advice}");
        }
    }

    // A held-out reward is measured, never optimised: one that fails is left out of the evaluation, unless it chooses the checkpoint.
    private Dictionary<string, double[]> HeldOut(int epoch, Func<IRewardModel, ImageScores> score)
    {
        var found = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var reward in context.HeldOutRewards)
        {
            try
            {
                found.Add(reward.Name, score(reward).Values);
            }
            catch (ScoreNotFiniteException exception) when (options.Choose != CheckpointRule.HeldOut)
            {
                context.Run.Log($"{options.Name}: {reward.Name} is left out of the evaluation after epoch {epoch}: {exception.Message}");
            }
        }

        return found;
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

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
