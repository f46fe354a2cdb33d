using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Algorithms.FineTuning.Metrics;
using RewardLab.Algorithms.FineTuning.Options;
using RewardLab.Algorithms.FineTuning.Rwr;

namespace RewardLab.Algorithms.FineTuning.Tests;

public sealed class RwrTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private readonly TinyWorld _world = new();

    [Fact]
    public void Of_RawNegative_IsRefusedWithTheAlternatives() =>
        Should.Throw<RewardLabException>(() => RewardWeights.Compute(WeightType.Raw, 1, [0.5, -0.25], [0, 0], [])).Message.ShouldContain(
            "-0.25, and with a negative weight the loss has no lower bound. Use weights 'softmax' with a temperature, 'minMax' or 'rank'");

    [Fact]
    public void Of_EachForm_IsAsDefined()
    {
        RewardWeights.Compute(WeightType.Raw, 1, [0.5, 0.25], [0, 0], []).ShouldBe([0.5, 0.25]);
        RewardWeights.Compute(WeightType.Rank, 1, [1, 3, 3, 9], [0, 0, 0, 1], []).ShouldBe([1.0 / 3, 2.5 / 3, 2.5 / 3, 1], 1e-12);
        var softmax = RewardWeights.Compute(WeightType.Softmax, 0.5, [0, 1], [0, 0], []);
        (softmax[1] / softmax[0]).ShouldBe(Math.Exp(2), 1e-9);
    }

    [Fact]
    public void Of_MinMax_ScalesByThePromptsWholePoolBeforeTheBestAreKept() =>
        RewardWeights.Compute(WeightType.MinMax, 1, [3, 2, 7, 7], [0, 0, 1, 1], [new PoolRange(100, -1, 3), new PoolRange(100, 7, 7)])
            .ShouldBe([1, 0.75, 1, 1]);

    [Fact]
    public void Of_AnyRewards_IsNeverNegativeAndKeepsTheirOrder() => Gen.Double[-100, 100].Array[2, 20].Sample(rewards =>
    {
        foreach (var form in (WeightType[])[WeightType.Softmax, WeightType.MinMax, WeightType.Rank])
        {
            var weights = RewardWeights.Compute(form, 10, rewards, new int[rewards.Length], [new PoolRange(rewards.Length, rewards.Min(), rewards.Max())]);
            weights.ShouldAllBe(weight => weight >= 0);
            foreach (var (i, j) in Enumerable.Range(1, rewards.Length - 1).Select(i => (i - 1, i)).Where(pair => rewards[pair.Item1] > rewards[pair.Item2]))
            {
                weights[i].ShouldBeGreaterThanOrEqualTo(weights[j]);
            }
        }
    });

    [Fact]
    public void Run_SeveralBetas_KeepsOneAndSaysWhich()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(TinyWorld.Rwr with { Beta = [0, 0.5] }, run, Red, TestContext.Current.CancellationToken);
        var sweep = run.Events.Single(line => line.Kind == "finetune.sweep");
        sweep.Data.ShouldContainKey("best");
        new[] { "rwr/beta-0", "rwr/beta-0.5" }.Count(name => TinyWorld.Lora(run, name).SequenceEqual(TinyWorld.Lora(run, "rwr"))).ShouldBe(1);
    }

    [Fact]
    public void Run_FolderOfImages_LearnsFromThem()
    {
        var pool = _world.Run("pool");
        for (var prompt = 0; prompt < 2; prompt++)
        {
            for (var i = 0; i < 4; i++)
            {
                using var file = pool.CreateFile($"{prompt:D3}/{i}.png");
                file.Write([.. Enumerable.Range(0, 16 * 16 * 3).Select(p => (byte)(p * (i + 1) * 7))]);
            }
        }

        var run = _world.Run("run");
        TinyWorld.Optimise(TinyWorld.Rwr with { Pool = pool.Folder }, run, Red, TestContext.Current.CancellationToken);
        Directory.GetFiles(Path.Combine(run.Folder, "rwr", "pool"), "*.png", SearchOption.AllDirectories).Length.ShouldBe(6);
        Should.Throw<RewardLabException>(() => TinyWorld.Optimise(
            TinyWorld.Rwr with { Pool = "/nowhere" },
            _world.Run("other"),
            Red,
            TestContext.Current.CancellationToken)).Message.ShouldContain("needs images of prompt 0");
    }

    public void Dispose() => _world.Dispose();
}
