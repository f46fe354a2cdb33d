using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Stopped at any time and resumed, fine-tuning ends as if it had never stopped.</summary>
public sealed class ResumeTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    public static TheoryData<string, int> Stops => new((from kind in (string[])["ddpo", "rwr"] from stop in (int[])[1, 4, 9, 13, 17] select (kind, stop)).ToArray());

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

        TinyWorld.Lora(resumed, kind).ShouldBe(TinyWorld.Lora(whole, kind));
        resumed.Events.Select(e => e.ToString()).ShouldBe(whole.Events.Select(e => e.ToString()));
    }

    [Theory]
    [InlineData("ddpo")]
    [InlineData("rwr")]
    public void Run_NewestCheckpointDamaged_FallsBackToTheOlderAndSaysSo(string kind)
    {
        var options = Options(kind);
        var whole = _world.Run("whole");
        TinyWorld.Optimise(options, whole, Red, TestContext.Current.CancellationToken);
        var path = Path.Combine(whole.Folder, "checkpoints", $"{kind}-even.safetensors"); // after four epochs the newest
        var bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 1;
        File.WriteAllBytes(path, bytes);
        var expected = TinyWorld.Lora(whole, kind);

        var again = _world.Run("whole", whole.Events);
        TinyWorld.Optimise(options, again, Red, TestContext.Current.CancellationToken);

        again.Lines.ShouldContain(line => line.Contains("is damaged: its hash does not fit") && line.Contains("Going on from the checkpoint before it"));
        again.Lines.ShouldContain(line => line.Contains("goes on after epoch 3"));
        TinyWorld.Lora(again, kind).ShouldBe(expected);
    }

    [Fact]
    public void Run_WithOtherOptions_ListsThemAndIsRefusedWithoutForce()
    {
        TinyWorld.Optimise(TinyWorld.Ddpo, _world.Run("run"), Red, TestContext.Current.CancellationToken);
        var changed = TinyWorld.Ddpo with { Epochs = 5, LearningRate = 0.02, ClipRange = 0.1 };

        var refusal = Should.Throw<RewardLabException>(() => TinyWorld.Optimise(changed, _world.Run("run"), Red, TestContext.Current.CancellationToken));
        refusal.Message.ShouldContain("ClipRange is 0.1, was 0.0001; Epochs is 5, was 4; LearningRate is 0.02, was 0.01. Put them back, or go on all the same with --force.");

        var forced = _world.Run("run", force: true);
        TinyWorld.Optimise(changed, forced, Red, TestContext.Current.CancellationToken);
        forced.Lines.ShouldContain(line => line.Contains("goes on with other settings"));
    }

    public void Dispose() => _world.Dispose();

    private static FineTuningOptions Options(string kind) => kind == "ddpo" ? TinyWorld.Ddpo : TinyWorld.Rwr;
}
