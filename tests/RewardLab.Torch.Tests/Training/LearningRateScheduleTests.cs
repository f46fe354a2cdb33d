using CsCheck;
using RewardLab.Torch.Training;

namespace RewardLab.Torch.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Fact]
    public void WarmupCosine_AnyStep_StaysWithinZeroAndOneAndFallsAfterWarmup() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[0, 50], Gen.Double[0, 1]).Sample((count, warmup, floor) =>
        {
            var factors = Enumerable.Range(0, count + warmup).Select(s => LearningRateSchedule.WarmupCosine(s, count + warmup, warmup, floor)).ToArray();
            factors.ShouldAllBe(f => f >= 0 && f <= 1);
            factors.Take(warmup).ShouldBeInOrder();
            factors.Skip(warmup).ShouldBeInOrder(SortDirection.Descending);
            factors.Skip(warmup).ShouldAllBe(f => f >= floor - 1e-12);
        });
}
