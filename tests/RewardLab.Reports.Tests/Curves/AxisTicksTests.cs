using RewardLab.Reports.Curves;

namespace RewardLab.Reports.Tests.Curves;

public sealed class AxisTicksTests
{
    [Theory]
    [InlineData(0, 10, "0 2 4 6 8 10")]
    [InlineData(-0.13, 0.41, "-0.1 0 0.1 0.2 0.3 0.4")]
    [InlineData(0.7001, 0.7012, "0.7002 0.7004 0.7006 0.7008 0.7010 0.7012")]
    [InlineData(0, 2.4e-7, "0 5e-8 1e-7 1.5e-7 2e-7")]
    [InlineData(3, 3, "")]
    [InlineData(double.NaN, 1, "")]
    public void Ticks_BetweenTwoEnds_AreRoundNumbers(double low, double high, string expected) =>
        string.Join(' ', AxisTicks.Compute(low, high, 5).Select(tick => tick.Text)).ShouldBe(expected);
}
