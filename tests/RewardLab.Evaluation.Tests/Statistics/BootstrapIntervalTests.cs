using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class BootstrapIntervalTests
{
    [Fact]
    public void OfMean_OfManyValues_IsCloseToTheNormalInterval()
    {
        // The mean of 400 values 0..399 has the standard error sqrt((400^2 - 1) / 12 / 400).
        var values = Enumerable.Range(0, 400).Select(value => (double)value).ToArray();
        var error = Math.Sqrt(((400.0 * 400) - 1) / 12 / 400);
        var interval = BootstrapInterval.OfMean(values, seed: 5, resamples: 20_000);
        interval.Mean.ShouldBe(199.5);
        interval.Lower.ShouldBe(199.5 - (1.96 * error), 0.06 * error);
        interval.Upper.ShouldBe(199.5 + (1.96 * error), 0.06 * error);
        interval.Count.ShouldBe(400);
    }

    [Fact]
    public void OfMean_OfTwoValues_SpansBoth()
    {
        // A quarter of the resamples is twice the lower value, and a quarter twice the upper one.
        var interval = BootstrapInterval.OfMean([2.0, 6.0], seed: 1);
        (interval.Lower, interval.Upper).ShouldBe((2.0, 6.0));
        var narrow = BootstrapInterval.OfMean([2.0, 6.0], seed: 1, level: 0.3);
        (narrow.Lower, narrow.Upper).ShouldBe((4.0, 4.0));
    }

    [Fact]
    public void OfMean_WithOneSeed_IsReproducible()
    {
        var values = Enumerable.Range(1, 40).Select(value => Math.Sqrt(value)).ToArray();
        BootstrapInterval.OfMean(values, seed: 7).ShouldBe(BootstrapInterval.OfMean(values, seed: 7));
        BootstrapInterval.OfMean(values, seed: 7).ShouldNotBe(BootstrapInterval.OfMean(values, seed: 8));
    }

    [Fact]
    public void OfMean_OfOneValue_IsTheValue() => BootstrapInterval.OfMean([0.5], seed: 0).ShouldBe(new BootstrapInterval(0.5, 0.5, 0.5, 1));

    [Fact]
    public void OfMean_OfNothingOrNaN_IsRefused()
    {
        Should.Throw<ArgumentException>(() => BootstrapInterval.OfMean([], seed: 0));
        Should.Throw<ArgumentException>(() => BootstrapInterval.OfMean([1, double.NaN], seed: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BootstrapInterval.OfMean([1], seed: 0, level: 1));
    }
}
