using RewardLab.Abstractions;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>A recipe folder with rewards, images and ensembles whose results are known.</summary>
public abstract class LabFixture : IDisposable
{
    private protected const string TwoPools = "var model = Lab.ImageModel(\"seeds\"); var pools = Lab.Generate(model, [\"a\", \"bb\"], 8);\n"
        + "var truth = Lab.Reward(\"truth\"); var raw = Lab.Reward(\"raw\");\n";

    private protected RecipeFolder Place { get; } = new();

    private protected SeedImages Images { get; } = new();

    private protected BrightnessReward Raw { get; } = new("raw", perLetter: 0.5);

    private protected ThresholdReward GroundTruth { get; } = new();

    protected LabFixture()
    {
        Place.Catalog.Add<IImageModel>("seeds", _ => Images);
        Place.Catalog.Add<IRewardModel>("raw", _ => Raw);
        Place.Catalog.Add<IRewardModel>("truth", _ => GroundTruth);
        Place.Catalog.Add<IPromptGenerator>("words", _ => new WordPrompts());
        Place.Catalog.Add<IEnsemble>("mean", _ => new FirstRow());
        Place.Catalog.Add<IEnsemble>("uncertainty", _ => new FirstRow());
    }

    public void Dispose()
    {
        Place.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected sealed class RecordingAlgorithm : IAlgorithm
    {
        public string Name => "record";

        public OptimizationContext? Context { get; private set; }

        public string? RewardName { get; private set; }

        public void Run(OptimizationContext context, CancellationToken cancellationToken)
        {
            Context = context;
            RewardName = context.Reward?.Name;
        }
    }

    private protected sealed class FirstRow : IEnsemble
    {
        public string Name => "first";

        public double[] Combine(IReadOnlyList<double[]> rows) => rows[0];
    }

    private protected sealed class ThresholdReward : IRewardModel
    {
        public string Name => "truth";

        public ScoreMatrix Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken) =>
            new(
                [.. Enumerable.Range(0, images.Count).SelectMany(i => Enumerable.Repeat(images[i][0] > 127 ? 1f : 0f, prompts.Count))],
                images.Count,
                prompts.Count);

        public void Dispose()
        {
            // Nothing to free.
        }
    }
}
