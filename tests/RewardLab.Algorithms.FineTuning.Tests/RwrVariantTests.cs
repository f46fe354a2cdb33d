using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>What each option of reward-weighted regression changes, against a run that differs in this option alone: how much, and why.</summary>
public sealed class RwrVariantTests : IDisposable
{
    // In sixteenths: sums with the betas below have no rounding.
    private static readonly PixelReward Red = new("red", static (red, _, _) => Math.Round(red * 256) / 16);

    private static readonly PixelReward Half = new("half", static (_, _, _) => 0.5);

    // One step, so that the loss that is told is that of the base.
    private static readonly RwrOptions One = TinyWorld.Rwr with { Steps = 1, StepsPerEpoch = 1, EvaluationInterval = 100 };

    private readonly TinyWorld _world = new();
    private int _runs;

    public void Dispose() => _world.Dispose();

    // The loss is linear in the weights; of equal rewards each form makes equal weights.
    [Theory]
    [InlineData(WeightType.Raw, 0.5)]
    [InlineData(WeightType.Softmax, 1)]
    [InlineData(WeightType.MinMax, 1)]
    [InlineData(WeightType.Rank, 2.0 / 3)] // the mean rank of three, of three
    public void Weights_OfEqualRewards_ScaleTheLoss(WeightType form, double weight)
    {
        var unit = Epoch(Train(One, new PixelReward("one", static (_, _, _) => 1))).Number("loss");
        Epoch(Train(One with { Weights = form }, Half)).Number("loss").ShouldBe(weight * unit, 1e-5 * unit);
    }

    // exp(r / T) knows the reward in units of T alone.
    [Fact]
    public void Temperature_TimesEight_WeighsARewardTimesEightAsBefore()
    {
        var options = One with { Weights = WeightType.Softmax };
        var large = new PixelReward("large", static (red, _, _) => Math.Round(red * 256) / 2);
        var (one, same, other) = (Epoch(Train(options)), Epoch(Train(options with { Temperature = 8 }, large)), Epoch(Train(options, large)));

        same.Number("loss").ShouldBe(one.Number("loss"));
        Math.Abs(other.Number("loss") - one.Number("loss")).ShouldBeGreaterThan(0.01 * one.Number("loss"));
    }

    // By the paper's formula beta only adds to the weights: the same as rewards that are higher by beta, to the last byte.
    [Fact]
    public void Kl_Literal_TrainsAsRewardsHigherByBetaDo()
    {
        var options = TinyWorld.Rwr with { Steps = 4, EvaluationInterval = 100 };
        var literal = Train(options with { Kl = KlType.Literal, Beta = [0.5] });
        var higher = Train(options, new PixelReward("higher", static (red, _, _) => (Math.Round(red * 256) / 16) + 0.5));

        TinyWorld.Lora(literal, "rwr").SequenceEqual(TinyWorld.Lora(higher, "rwr")).ShouldBeTrue();
        TinyWorld.Lora(literal, "rwr").SequenceEqual(TinyWorld.Lora(Train(options), "rwr")).ShouldBeFalse();
    }

    [Fact]
    public void Beta_OfNoise_KeepsTheModelNearerToTheBase()
    {
        var options = TinyWorld.Rwr with { Steps = 8, EvaluationInterval = 100 };
        var (free, held) = (Train(options), Train(options with { Beta = [1e4] }));

        LastKl(free).ShouldBeGreaterThan(0);
        LastKl(held).ShouldBeLessThan(LastKl(free) / 2);
        Epochs(free)[^1].Number("distanceToBase").ShouldBe(0);
        Epochs(held)[^1].Number("distanceToBase").ShouldBeGreaterThan(0);
    }

    // The mean reward of the images that are learned from falls with the number that is kept, and rises with the number that is generated.
    [Fact]
    public void Top_AndPoolSize_KeepTheBestOfSoMany()
    {
        double MeanReward(int pool, int top)
        {
            var run = Train(One with { PoolSize = pool, TopK = top });
            Directory.GetFiles(Path.Combine(run.Folder, "rwr", "pool"), "*.png", SearchOption.AllDirectories).Length.ShouldBe(2 * top);
            return Epoch(run).Number("rewardOfImages");
        }

        var (best, three, all) = (MeanReward(6, 1), MeanReward(6, 3), MeanReward(6, 6));
        best.ShouldBeGreaterThan(three);
        three.ShouldBeGreaterThan(all);
        MeanReward(12, 3).ShouldBeGreaterThanOrEqualTo(three);
    }

    // Adam's first step is the learning rate in each direction; B begins at 0.
    [Fact]
    public void LearningRate_OneStep_IsHowFarTheMatricesGo()
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var run = Train(One with { LearningRate = 1e-3, WeightDecay = 0 });
        Torch.Adapters.LoraFile.Read(Path.Combine(run.Folder, "rwr", "lora")).Max(layer => layer.Up.abs().max().item<float>()).ShouldBe(1e-3f, 1e-5f);
    }

    private static RunEvent[] Epochs(FolderRun run) => [.. run.Events.Where(e => e.Kind == "finetune.epoch")];

    private static RunEvent Epoch(FolderRun run) => Epochs(run).ShouldHaveSingleItem();

    private static double LastKl(FolderRun run) => run.Events.Last(e => e.Kind == "finetune.evaluation").Number("kl");

    private FolderRun Train(RwrOptions options, PixelReward? reward = null)
    {
        var run = _world.Run($"run{_runs++}");
        TinyWorld.Optimise(options, run, reward ?? Red, TestContext.Current.CancellationToken);
        return run;
    }
}
