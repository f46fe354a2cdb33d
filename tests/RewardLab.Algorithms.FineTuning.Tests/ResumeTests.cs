using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using RewardLab.Algorithms.FineTuning.Options;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Stopped at any time and resumed, fine-tuning ends as if it had never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);

    // The held-out reward, by the name that it had in the run of the earlier version.
    private static readonly PixelReward Former = new("judge", static (red, _, blue) => blue - red);

    private readonly TinyWorld _world = new();

    public static TheoryData<string, int> Stops =>
        new((from kind in (string[])["ddpo", "rwr", "nft", "dpo"] from stop in (int[])[1, 4, 9, 13, 17] select (kind, stop)).ToArray());

    [Theory]
    [MemberData(nameof(Stops))]
    public void Run_StoppedAndResumed_EndsInTheSameBytesAndEvents(string kind, int stop)
    {
        var options = Options(kind);
        var whole = _world.Run("whole");
        TinyWorld.Optimise(options, whole, Red, TestContext.Current.CancellationToken);

        using var cancellation = new CancellationTokenSource();
        var calls = 0;
        var events = new List<RunEvent>();
        var stopped = _world.Run("stopped", events, _ =>
        {
            if (++calls == stop)
            {
                cancellation.Cancel();
            }
        });
        Should.Throw<OperationCanceledException>(() => TinyWorld.Optimise(options, stopped, Red, cancellation.Token));
        var resumed = _world.Run("stopped", events);
        TinyWorld.Optimise(options, resumed, Red, TestContext.Current.CancellationToken);

        ShouldBeAlike(resumed, whole, kind);
    }

    [Theory]
    [InlineData("ddpo", true)]
    [InlineData("ddpo", false)]
    [InlineData("rwr", true)]
    [InlineData("rwr", false)]
    [InlineData("nft", true)]
    [InlineData("dpo", true)]
    public void Run_LatestCheckpointDamaged_FallsBackToTheOneBeforeAndEndsInTheSameBytes(string kind, bool isCut)
    {
        var options = Options(kind);
        var whole = _world.Run("whole");
        TinyWorld.Optimise(options, whole, Red, TestContext.Current.CancellationToken);
        var stopped = _world.Run("stopped");
        TinyWorld.Optimise(options, stopped, Red, TestContext.Current.CancellationToken);
        var path = Latest(stopped);
        var bytes = File.ReadAllBytes(path);
        bytes[^500] ^= 1;
        File.WriteAllBytes(path, isCut ? bytes[..^200] : bytes);

        var again = _world.Run("stopped", stopped.Events);
        TinyWorld.Optimise(options, again, Red, TestContext.Current.CancellationToken);

        again.Lines.ShouldContain(line => line.Contains("is damaged: its hash does not match its contents. Resuming from the checkpoint before it."));
        again.Lines.ShouldContain(line => line.Contains("resumes after epoch 3"));
        ShouldBeAlike(again, whole, kind);
    }

    [Theory]
    [InlineData("ddpo")]
    [InlineData("rwr")]
    [InlineData("nft")]
    [InlineData("dpo")]
    public void Run_KilledWhileACheckpointIsWritten_ResumesFromTheOneBefore(string kind)
    {
        var options = Options(kind);
        var whole = _world.Run("whole");
        TinyWorld.Optimise(options, whole, Red, TestContext.Current.CancellationToken);

        // The fourth checkpoint, of epoch 3, goes where that of epoch 1 was.
        var events = new List<RunEvent>();
        var written = 0;
        var killed = _world.Run(
            "killed",
            events,
            onCreate: (path, stream) => path.EndsWith(".checkpoint", StringComparison.Ordinal) && ++written == 4 ? new DyingStream(stream) : stream);
        Should.Throw<IOException>(() => TinyWorld.Optimise(options, killed, Red, TestContext.Current.CancellationToken));

        var resumed = _world.Run("killed", events);
        TinyWorld.Optimise(options, resumed, Red, TestContext.Current.CancellationToken);

        resumed.Lines.ShouldContain(line => line.Contains("resumes after epoch 2"));
        ShouldBeAlike(resumed, whole, kind);
    }

    [Theory]
    [InlineData("ddpo")]
    [InlineData("rwr")]
    public void Run_StoppedWithAnEarlierVersion_ResumesAndEndsAsThatWould(string kind)
    {
        // What the version before this format left when it was stopped after three epochs, on another machine.
        var former = Path.Combine(AppContext.BaseDirectory, "Former", kind);
        var run = Copy(former, "former");

        TinyWorld.Optimise(Options(kind), run, Red, TestContext.Current.CancellationToken, heldOutRewards: [Former]);

        run.Lines.ShouldContain(line => line.Contains("resumes after epoch 3"));
        var whole = _world.Run("whole");
        TinyWorld.Optimise(Options(kind), whole, Red, TestContext.Current.CancellationToken);
        Distance(run, whole, kind).ShouldBeLessThan(1e-4);
        run.Events.Count(item => item.Kind == "finetune.epoch").ShouldBe(1);
        using var history = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run.Folder, kind, "history.json")));
        history.RootElement.GetProperty("epochs").GetArrayLength().ShouldBe(4);

        Should.Throw<RewardLabException>(
            () => TinyWorld.Optimise(Changed(kind), Copy(former, "other"), Red, TestContext.Current.CancellationToken, heldOutRewards: [Former]))
            .Message.ShouldContain("an earlier version began this with other settings: ");
    }

    [Theory]
    [InlineData("ddpo")]
    [InlineData("rwr")]
    [InlineData("nft")]
    [InlineData("dpo")]
    public void Run_OptionThatCannotChangeResults_ResumesWithAnother(string kind)
    {
        TinyWorld.Optimise(Options(kind), _world.Run("run"), Red, TestContext.Current.CancellationToken);
        var again = _world.Run("run");
        TinyWorld.Optimise(Options(kind) with { SaveTotalLimit = 1, SaveImages = false }, again, Red, TestContext.Current.CancellationToken);
        again.Lines.ShouldContain(line => line.Contains("resumes after epoch 4"));
        again.Lines.ShouldNotContain(line => line.Contains("other settings"));
    }

    [Theory]
    [InlineData("ddpo", "learningRate is 0.02, was 0.01")]
    [InlineData("rwr", "learningRate is 0.02, was 0.01")]
    [InlineData("nft", "learningRate is 0.02, was 0.01")]
    [InlineData("dpo", "learningRate is 0.02, was 0.01")]
    public void Run_WithOtherOptions_ListsThemAndIsRefusedWithoutForce(string kind, string expected)
    {
        TinyWorld.Optimise(Options(kind), _world.Run("run"), Red, TestContext.Current.CancellationToken);

        var refusal = Should.Throw<RewardLabException>(() => TinyWorld.Optimise(Changed(kind), _world.Run("run"), Red, TestContext.Current.CancellationToken));
        refusal.Message.ShouldContain($"{expected}; rank is 2, was 4. Restore them, or resume anyway with --force.");

        var forced = _world.Run("run", force: true);
        TinyWorld.Optimise(Options(kind) with { EvaluationInterval = 1 }, forced, Red, TestContext.Current.CancellationToken);
        forced.Lines.ShouldContain(line => line.Contains("resumes with other settings: evaluationInterval is 1, was 2."));
    }

    public void Dispose() => _world.Dispose();

    // Several updates per epoch, so that the old policy lies behind the trained one, and guidance, which training must not have.
    private FineTuningOptions Options(string kind) => kind switch
    {
        "ddpo" => TinyWorld.Ddpo,
        "nft" => TinyWorld.Nft with { GuidanceScale = 2, UpdatesPerEpoch = 2, InnerEpochs = 2, TimestepFraction = 0.7 },
        // Wherever the file lies, a run resumes with the same preferences.
        "dpo" => TinyWorld.Dpo with { Preferences = _world.Preferences(10, 200, 120), Ties = TiedPairs.Half },
        _ => TinyWorld.Rwr,
    };

    private FineTuningOptions Changed(string kind) => Options(kind) switch
    {
        DdpoOptions ddpo => ddpo with { LearningRate = 0.02, Rank = 2 },
        NftOptions nft => nft with { LearningRate = 0.02, Rank = 2 },
        DpoOptions dpo => dpo with { LearningRate = 0.02, Rank = 2 },
        var rwr => (RwrOptions)rwr with { LearningRate = 0.02, Rank = 2 },
    };

    private FolderRun Copy(string from, string name)
    {
        var run = _world.Run(name);
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(run.Folder, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return run;
    }

    private static void ShouldBeAlike(FolderRun run, FolderRun whole, string kind)
    {
        TinyWorld.Lora(run, kind).ShouldBe(TinyWorld.Lora(whole, kind));
        run.Events.Select(item => item.ToString()).ShouldBe(whole.Events.Select(item => item.ToString()));
    }

    private static string Latest(FolderRun run) =>
        Directory.GetFiles(Path.Combine(run.Folder, "checkpoints"))
            .MaxBy(path => long.Parse(File.ReadAllText(path).Split("\"progress\":")[1].Split(',')[0], System.Globalization.CultureInfo.InvariantCulture))!;

    private static double Distance(FolderRun run, FolderRun other, string kind)
    {
        using var scope = NewDisposeScope();
        using var first = SafetensorsFile.Open(Path.Combine(run.Folder, kind, "lora", "pytorch_lora_weights.safetensors"));
        using var second = SafetensorsFile.Open(Path.Combine(other.Folder, kind, "lora", "pytorch_lora_weights.safetensors"));
        return first.Tensors.Keys.Max(name => (first.Read(name) - second.Read(name)).abs().max().item<float>());
    }
}
