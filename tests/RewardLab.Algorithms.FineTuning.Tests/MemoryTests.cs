using RewardLab.Algorithms.FineTuning.Options;
using TorchSharp;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>Tensors that an epoch makes are gone when it is over.</summary>
public sealed class MemoryTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_FromEpochToEpoch_KeepsNoMoreTensorsAlive(bool isPolicy)
    {
        var live = new List<long>();
        var run = _world.Run("run", onEmit: kind => Note(kind, live));
        FineTuningOptions options = isPolicy
            ? TinyWorld.Ddpo with { Epochs = 6, EvaluationInterval = 100 }
            : TinyWorld.Rwr with { Steps = 12, EvaluationInterval = 100 };

        TinyWorld.Optimise(options, run, Red, TestContext.Current.CancellationToken);

        live.Count.ShouldBeGreaterThanOrEqualTo(5);
        live[^1].ShouldBe(live[1]);
    }

    public void Dispose() => _world.Dispose();

    private static void Note(string kind, List<long> live)
    {
        if (kind == "finetune.epoch")
        {
            live.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        }
    }
}
