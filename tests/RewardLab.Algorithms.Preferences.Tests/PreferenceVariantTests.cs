using RewardLab.Torch.Weights;

namespace RewardLab.Algorithms.Preferences.Tests;

/// <summary>What each option of reward training changes, against a run that differs in this option alone: how much, and why.</summary>
public sealed class PreferenceVariantTests : IDisposable
{
    private readonly BrightnessWorld _world = new();
    private int _runs;

    public void Dispose() => _world.Dispose();

    // One step on all of the choices: the loss that is told is that of the start.
    [Fact]
    public void NegativesWeight_AnyWeight_AddsThatMuchOfTheNegativesLoss()
    {
        var (none, one, two) = (Loss(0), Loss(1), Loss(2));

        (one - none).ShouldBeGreaterThan(0.5);
        (two - none).ShouldBe(2 * (one - none), 1e-4 * two);

        double Loss(double weight) =>
            Train(_world.Options with { StepCount = 1, WarmupSteps = 0, UseDropout = false, NegativesWeight = weight })
                .Events.Single(e => e.Kind == "training.loss")
                .Number("loss");
    }

    [Fact]
    public void Ties_Skipped_AreNotLearnedFrom()
    {
        var (half, skip) = (Learned(TieTreatment.Half), Learned(TieTreatment.Skip));

        skip.ShouldBeLessThan(half);
        (half - skip).ShouldBeLessThan(_world.Pairs.Count(pair => pair.Outcome == Evaluation.Preferences.PreferenceOutcome.Tie) + 1);

        double Learned(TieTreatment ties) =>
            Train(_world.Options with { StepCount = 1, Ties = ties }).Events.Single(e => e.Kind == "preferences.split").Number("training");
    }

    // The average of a few steps lies between the start and the last step.
    [Fact]
    public void AverageDecay_AboveZero_DeliversWeightsNearerToTheStart()
    {
        var options = _world.Options with { StepCount = 8, WarmupSteps = 0, ValidationShare = 0 };
        var (last, average) = (Distance(Train(options)), Distance(Train(options with { AverageDecay = 0.999 })));

        average.ShouldBeGreaterThan(0);
        average.ShouldBeLessThan(0.99 * last);
    }

    // Adam's first step is the learning rate in each direction.
    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-2)]
    public void LearningRate_OneStep_IsHowFarTheWeightsGo(double learningRate) =>
        Max(Train(_world.Options with { StepCount = 1, WarmupSteps = 0, ValidationShare = 0, WeightDecay = 0, LearningRate = learningRate }))
            .ShouldBe(learningRate, 1e-2 * learningRate);

    private double Distance(FolderRun run) => Math.Sqrt(Differences(run).Sum(difference => difference * difference));

    private double Max(FolderRun run) => Differences(run).Max(Math.Abs);

    // Of one matrix of the vision tower, which every choice moves.
    private double[] Differences(FolderRun run)
    {
        const string Name = "vision_model.encoder.layers.1.mlp.fc1.weight";
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var before = SafetensorsFile.Open(Path.Combine(_world.Model, "model.safetensors"));
        using var after = SafetensorsFile.Open(Path.Combine(run.Folder, "weights", "reward", "model.safetensors"));
        return [.. (after.Read(Name) - before.Read(Name)).data<float>().Select(value => (double)value)];
    }

    private FolderRun Train(PreferenceTrainingOptions options)
    {
        var run = new FolderRun(Path.Combine(_world.Folder, $"run{_runs++}"));
        BrightnessWorld.Train(options, run, TestContext.Current.CancellationToken);
        return run;
    }
}
