using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Trains a reward on people's preferences and writes it to "weights/NAME" of the run, where every reward of its kind opens it by folder.</summary>
/// <remarks>
/// <para>Prompts are divided in three: most are learned from, some choose the weights that are kept and the time to stop, and some do neither: the accuracy
/// that is reported in the end is theirs, before and after, with bootstrap intervals over prompts.</para>
/// <para>Events: "preferences.split"; "preferences.measured" for each evaluation; "training.loss"; "preferences.gain" in the end.
/// Files: <c>preferences/NAME-test.csv</c>.</para>
/// </remarks>
internal sealed class PreferenceTraining(PreferenceTrainingOptions options, IModelCatalog models, Func<string, ImageBatch> readImage) : IAlgorithm
{
    public string Name => "reward training";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = context.Run;
        var seeds = SeedStream.Create(run.Seed, "train-reward").Child(options.Name);
        var split = PreferenceSplit.Create(ReadPreferences(), options, seeds.Child("split"));
        using var reward = TrainableRewards.Open(ModelFolder.Open(models.Folders(options.Model)));
        new Placement(Placement.Find(options.Device), ScalarType.Float32).Move(reward.Module);
        reward.Freeze(options.FrozenShare);
        var images = new PreferenceImages(
            Path.GetDirectoryName(Path.GetFullPath(options.Preferences))!, reward.Preprocessor, readImage, options.ImageCacheMegabytes * 1_000_000L);
        Require(split, images);
        var report = new TrainingReport(run, options, split);
        var measure = new PreferenceEvaluator(reward, images, options);
        var before = report.Add(
            "before", 0, validation: measure.Create(split.Validation, cancellationToken), test: measure.Create(split.Test, cancellationToken));
        var start = before.Validation is { } validation ? Score(validation) : (double?)null;
        var outcome = Train(reward, split, start, images, measure, report, seeds, run, cancellationToken);
        var after = report.Add("after", outcome.BestStep, measure.Create(split.Validation, cancellationToken), measure.Create(split.Test, cancellationToken));
        reward.Save(Path.Combine(run.Folder, "weights", options.Name));
        report.Finish(before, after, outcome);
    }

    private TrainingOutcome Train(
        ITrainableReward reward,
        PreferenceSplit split,
        double? start,
        PreferenceImages images,
        PreferenceEvaluator measure,
        TrainingReport report,
        SeedStream seeds,
        IRun run,
        CancellationToken cancellationToken)
    {
        var feed = new PreferenceFeed(
            split.Training, options.BatchSize, new ShuffledOrder(split.Training.Count, seeds.Child("order")), images, cancellationToken);
        var dropout = seeds.Child("dropout");
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["reward"] = reward.Module },
            new TrainingLoopOptions
            {
                Stage = options.Name,
                Settings = Settings(split, run),
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(options.WarmupSteps, options.StepCount / 2),
                AverageDecay = options.AverageDecay,
                CheckpointInterval = options.CheckpointInterval,
                EvaluationInterval = split.Validation.Count > 0 ? options.EvaluationInterval : 0,
                Patience = options.Patience,
                StartScore = start,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = options.WeightDecay },
            },
            run);
        return loop.Run(Parts, split.Validation.Count > 0 ? Evaluate : null, cancellationToken);

        IEnumerable<Tensor> Parts(long step)
        {
            reward.Module.train(options.UseDropout);
            random.manual_seed(unchecked((long)dropout[step]));
            var batch = feed.Create(step);
            var size = options.MicroBatchSize > 0 ? options.MicroBatchSize : batch.Count;
            for (var start = 0; start < batch.Count; start += size)
            {
                var part = batch.Slice(start, Math.Min(size, batch.Count - start));
                yield return BradleyTerryLoss.Compute(reward, part, options.NegativesWeight).Mul(part.Count / (double)batch.Count);
            }
        }

        double Evaluate(long step)
        {
            var (validation, _) = report.Add("training", step, measure.Create(split.Validation, cancellationToken), test: null);
            return Score(validation!);
        }
    }

    // Of the choices what they say, not where they lie: the folder of a run may be moved.
    private CheckpointSettings Settings(PreferenceSplit split, IRun run) => new(options) { ["preferences"] = split.Hash(), ["seed"] = run.Seed };

    // What the weights that are kept are chosen by, those of the start among them; higher is better.
    private double Score(PreferenceMetrics validation) =>
        options.StopBy == StopCriterion.Loss || validation.Accuracy.DecidedCount == 0 ? -validation.Loss : validation.Accuracy.Mean()!.Mean;

    private IReadOnlyList<PreferencePair> ReadPreferences()
    {
        try
        {
            using var stream = RegularFile.OpenRead(options.Preferences);
            return PreferenceFile.Read(stream, options.Preferences);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"train-reward: there is no file '{options.Preferences}'. Give option 'preferences' a file of JSON lines.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"train-reward: '{options.Preferences}' cannot be read: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private void Require(PreferenceSplit split, PreferenceImages images)
    {
        string[] missing =
        [
            .. new[] { split.Training, split.Validation, split.Test }.SelectMany(pairs => pairs).SelectMany(pair => new[] { pair.First, pair.Second })
                .Distinct(StringComparer.Ordinal).Where(file => !images.Exists(file)),
        ];
        if (missing.Length > 0)
        {
            throw new RewardLabException(
                $"train-reward: '{options.Preferences}' names {missing.Length} images that do not exist, such as '{missing[0]}'. "
                + "Paths are relative to the file.");
        }
    }
}
