using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Dpo;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Direct preference optimization of a tiny diffusion model, and what each of its options changes.</summary>
public sealed class DpoTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();
    private int _runs;

    public void Dispose() => _world.Dispose();

    // Before the first step the denoiser is the base: no pair is preferred, and the loss is that of a coin.
    [Fact]
    public void Epochs_OfPreferences_BeginAtTheBaseAndLearnThem()
    {
        var run = Train(TinyWorld.Dpo with { Beta = 1000, Steps = 60, StepsPerEpoch = 1, EvaluationInterval = 60 }, 0, 255);
        var epochs = run.Events.Where(line => line.Kind == "finetune.epoch").ToArray();

        epochs[0].Number("loss").ShouldBe(Math.Log(2), 1e-5);
        epochs[0].Number("preferredError").ShouldBe(0, 1e-6);
        epochs[^20..].Average(epoch => epoch.Number("loss")).ShouldBeLessThan(0.6);
        epochs[^20..].Average(epoch => epoch.Number("implicitAccuracy")).ShouldBeGreaterThan(0.6);
        epochs[^20..].Average(epoch => epoch.Number("preferredError") - epoch.Number("otherError")).ShouldBeLessThan(0);
        run.Lines.ShouldContain(line => line.Contains("2 pairs of 4 images and 2 prompts."));
    }

    [Fact]
    public void Beta_Larger_MakesTheGradientSteeper()
    {
        var options = TinyWorld.Dpo with { Steps = 1, StepsPerEpoch = 1 };
        var (small, large) = (Epoch(Train(options with { Beta = 10 }, 0, 255)), Epoch(Train(options with { Beta = 20 }, 0, 255)));

        // At the base every pair's slope is beta / 4.
        large.Number("gradientNorm").ShouldBe(2 * small.Number("gradientNorm"), 1e-3 * large.Number("gradientNorm"));
    }

    [Fact]
    public void Ties_SkippedOrHalf_AreLeftOutOrCounted()
    {
        Train(TinyWorld.Dpo, 10, 10, 200).Lines.ShouldContain(line => line.Contains("4 pairs of 6 images"));
        Train(TinyWorld.Dpo with { Ties = TiedPairs.Half }, 10, 10, 200).Lines
            .ShouldContain(line => line.Contains("6 pairs of 6 images and 2 prompts, 2 of them ties"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Run_WhateverTheMicroBatch_LearnsTheSame(int size)
    {
        var (one, other) = (Train(TinyWorld.Dpo with { MicroBatchSize = 64 }, 0, 255), Train(TinyWorld.Dpo with { MicroBatchSize = size }, 0, 255));
        foreach (var (first, second) in Norms(one).Zip(Norms(other)))
        {
            second.ShouldBe(first, 1e-2 * first);
        }

        static IEnumerable<double> Norms(FolderRun run) =>
            run.Events.Where(line => line.Kind == "finetune.epoch").Select(line => line.Number("gradientNorm"));
    }

    // A run resumes with the same images wherever they lie, and not with others of the same name.
    [Fact]
    public void Hash_OfPreferences_IsOfTheImagesAndNotOfTheirNames()
    {
        var file = _world.Preferences(10, 200);
        var hash = PreferredImages.Read(TinyWorld.Dpo with { Preferences = file }).Hash();
        var folder = Path.GetDirectoryName(file)!;
        var moved = Directory.CreateDirectory(Path.Combine(folder, "moved")).FullName;
        foreach (var image in Directory.GetFiles(folder, "*.png"))
        {
            File.Copy(image, Path.Combine(moved, $"again-{Path.GetFileName(image)}"));
        }

        var renamed = Path.Combine(moved, "preferences.jsonl");
        var text = File.ReadAllText(file).Replace("\"0-", "\"again-0-", StringComparison.Ordinal).Replace("\"1-", "\"again-1-", StringComparison.Ordinal);
        File.WriteAllText(renamed, text);
        PreferredImages.Read(TinyWorld.Dpo with { Preferences = renamed }).Hash().ShouldBe(hash);
        File.Copy(Path.Combine(folder, "0-1.png"), Path.Combine(folder, "1-0.png"), overwrite: true);
        PreferredImages.Read(TinyWorld.Dpo with { Preferences = file }).Hash().ShouldNotBe(hash);
    }

    [Fact]
    public void Run_PreferencesThatCannotBeLearnedFrom_AreRefusedInOneLine()
    {
        Refused(TinyWorld.Dpo with { Preferences = "nowhere.jsonl" }).ShouldContain("nowhere.jsonl");
        Refused(TinyWorld.Dpo with { Preferences = _world.Preferences(10, 10), Ties = TiedPairs.Half }).ShouldContain("every pair is a tie");
        var incomplete = _world.Preferences(10, 200);
        File.Delete(Path.Combine(Path.GetDirectoryName(incomplete)!, "1-0.png"));
        Refused(TinyWorld.Dpo with { Preferences = incomplete }).ShouldContain("'1-0.png'");
        Should.Throw<RewardLabException>(() => FlowWorld.Optimise(
            TinyWorld.Dpo with { Preferences = _world.Preferences(10, 200) }, _world.Run("flow"), Red, TestContext.Current.CancellationToken))
            .Message.ShouldContain("flow model");

        string Refused(DpoOptions options)
        {
            var message = Should.Throw<RewardLabException>(
                () => TinyWorld.Optimise(options, _world.Run($"run-{_runs++}"), Red, TestContext.Current.CancellationToken)).Message;
            message.ShouldNotContain("\n");
            return message;
        }
    }

    [Fact]
    public void Run_OtherPreferences_AreNotWhatARunResumesWith()
    {
        var options = TinyWorld.Dpo with { Preferences = _world.Preferences(10, 200) };
        TinyWorld.Optimise(options, _world.Run("run"), Red, TestContext.Current.CancellationToken);

        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            options with { Preferences = _world.Preferences(10, 60) }, _world.Run("run"), Red, TestContext.Current.CancellationToken))
            .Message.ShouldContain("preferences");
    }

    private FolderRun Train(DpoOptions options, params byte[] reds)
    {
        var run = _world.Run($"run-{_runs++}");
        TinyWorld.Optimise(options with { Preferences = _world.Preferences(reds) }, run, Red, TestContext.Current.CancellationToken);
        return run;
    }

    private static RunEvent Epoch(FolderRun run) => run.Events.Last(line => line.Kind == "finetune.epoch");
}
