using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class WilsonIntervalTests
{
    // Newcombe (Statistics in Medicine 17, 1998), table I, method 3.
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void Of_PublishedExamples_IsThePublishedInterval(int successes, int count, double lower, double upper)
    {
        var interval = WilsonInterval.Compute(successes, count);
        interval.Lower.ShouldBe(lower, 5.1e-5);
        interval.Upper.ShouldBe(upper, 5.1e-5);
        interval.Share.ShouldBe(successes / (double)count);
    }

    [Fact]
    public void Of_AnyCounts_HoldsTheShareAndMirrors() =>
        Gen.Select(Gen.Int[1, 5000], Gen.Double[0, 1]).Sample((count, part) =>
        {
            var successes = (int)Math.Round(part * count);
            var (interval, mirrored) = (WilsonInterval.Compute(successes, count), WilsonInterval.Compute(count - successes, count));
            interval.Lower.ShouldBeInRange(0, interval.Share);
            interval.Upper.ShouldBeInRange(interval.Share, 1);
            interval.Lower.ShouldBe(1 - mirrored.Upper, 1e-12);

            // The ends are where the normal score test just rejects.
            foreach (var end in new[] { interval.Lower, interval.Upper }.Where(end => end is > 0 and < 1))
            {
                (Math.Abs(interval.Share - end) / Math.Sqrt(end * (1 - end) / count)).ShouldBe(1.95996398454, 1e-6);
            }
        });

    [Fact]
    public void Of_UnusableCounts_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(0, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(-1, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => WilsonInterval.Compute(4, 3));
    }
}
