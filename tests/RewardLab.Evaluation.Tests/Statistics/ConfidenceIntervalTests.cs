using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class ConfidenceIntervalTests
{
    private static readonly Gen<double[]> Shares = Gen.OneOf(Gen.Double[0, 1], Gen.Int[0, 4].Select(value => value / 4.0)).Array[5, 40];

    [Fact]
    public void OfMean_OfSymmetricUnboundedValues_IsStudents()
    {
        // Mean 3, standard error sqrt(2.5 / 5), and 2.776 is t's 97.5% point of four degrees of freedom; nothing is skewed.
        var interval = ConfidenceInterval.OfMean([1, 2, 3, 4, 5], ValueRange.Unbounded);
        interval.Mean.ShouldBe(3);
        interval.Lower!.Value.ShouldBe(3 - (2.7764451 * Math.Sqrt(0.5)), 1e-6);
        interval.Upper!.Value.ShouldBe(3 + (2.7764451 * Math.Sqrt(0.5)), 1e-6);
        interval.Count.ShouldBe(5);
    }

    [Fact]
    public void OfMean_OfSkewedValues_ReachesFartherWhereTheTailIs()
    {
        var interval = ConfidenceInterval.OfMean([0.1, 0.2, 0.3, 0.4, 0.6, 0.9, 3], ValueRange.Unbounded);
        (interval.Upper!.Value - interval.Mean).ShouldBeGreaterThan(2 * (interval.Mean - interval.Lower!.Value));
    }

    [Fact]
    public void OfMean_OfSharesNearOne_IsStudentsOnTheLogitScaleOrWider()
    {
        // logit(.9) = log 9, and the standard error there .0354 / (.9 x .1).
        var interval = ConfidenceInterval.OfMean([0.8, 0.85, 0.9, 0.95, 1], ValueRange.Share);
        var half = 2.7764451 * Math.Sqrt(0.00625 / 5) / 0.09;
        interval.Lower!.Value.ShouldBeLessThanOrEqualTo(1 / (1 + Math.Exp(-Math.Log(9) + half)) + 1e-6);
        interval.Upper!.Value.ShouldBeInRange((1 / (1 + Math.Exp(-Math.Log(9) - half))) - 1e-6, 0.999);
        (interval.Mean - interval.Lower.Value).ShouldBeGreaterThan(interval.Upper.Value - interval.Mean);
    }

    [Theory]
    [InlineData(1.0, 5, 0.4782, 1)]
    [InlineData(0.0, 5, 0, 0.5218)]
    [InlineData(1.0, 66, 0.9456, 1)]
    [InlineData(0.5, 5, 0.2391, 0.7609)]
    [InlineData(11 / 12.0, 8, 0.5781, 0.9475)]
    public void OfMean_OfEqualShares_ReachesAsFarAsUnseenPromptsMay(double value, int count, double lower, double upper)
    {
        // .025^(1/5) = .4782: Clopper and Pearson's end for five successes in five.
        var interval = ConfidenceInterval.OfMean([.. Enumerable.Repeat(value, count)], ValueRange.Share);
        interval.Lower!.Value.ShouldBe(lower, 1e-4);
        interval.Upper!.Value.ShouldBe(upper, 1e-4);
        interval.ToText().ShouldNotBe("1.000 [1.00, 1.00]");
    }

    [Fact]
    public void OfMean_OfEqualValuesWithoutARange_HasNoEndsAndSaysWhy()
    {
        var interval = ConfidenceInterval.OfMean([7, 7, 7, 7, 7, 7], ValueRange.Unbounded);
        interval.ShouldBe(new ConfidenceInterval(7, null, null, 6));
        interval.ToText().ShouldBe("7.000 [-]");
        ConfidenceInterval.WhyMissing([interval]).ShouldHaveSingleItem().ShouldContain("the same value");
    }

    [Fact]
    public void OfMean_OfFewerThanFive_HasNoEndsAndSaysWhy()
    {
        double[][] samples = [[0.5], [0.5, 0.75], [0.1, 0.2, 0.3, 0.4]];
        foreach (var values in samples)
        {
            var interval = ConfidenceInterval.OfMean(values, ValueRange.Share);
            (interval.Lower, interval.Upper, interval.HasEnds, interval.ExcludesZero).ShouldBe((null, null, false, false));
            interval.Mean.ShouldBe(values.Average(), 1e-12);
            interval.ToText().ShouldEndWith(" [-]");
            ConfidenceInterval.WhyMissing([interval, null]).ShouldHaveSingleItem().ShouldContain("fewer than 5 prompts");
        }

        ConfidenceInterval.WhyMissing([ConfidenceInterval.OfMean([0.1, 0.2, 0.3, 0.4, 0.5], ValueRange.Share)]).ShouldBeEmpty();
    }

    [Fact]
    public void OfMean_OfAnyShares_StaysInRangeHoldsTheMeanAndIsNeverAPoint() =>
        Shares.Sample(values =>
        {
            var interval = ConfidenceInterval.OfMean(values, ValueRange.Share);
            interval.Lower!.Value.ShouldBeInRange(0, interval.Mean + 1e-12);
            interval.Upper!.Value.ShouldBeInRange(interval.Mean - 1e-12, 1);
            (interval.Upper - interval.Lower)!.Value.ShouldBeGreaterThan(1e-6);
        });

    // Next to 0 doubles hold differences that they do not hold next to 1; in either place they are no spread.
    [Fact]
    public void OfMean_OfSharesNextToAnEnd_IsAsOfEqualOnes()
    {
        var interval = ConfidenceInterval.OfMean([0, 0, 3.8e-66, 0, 0, 0, 9.5e-60], ValueRange.Share);

        interval.Upper!.Value.ShouldBe(ConfidenceInterval.OfMean(new double[7], ValueRange.Share).Upper!.Value, 1e-9);
        interval.Upper!.Value.ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public void OfMean_WithSharesTurnedOver_IsTurnedOver() =>
        Shares.Sample(values =>
        {
            var (interval, turned) = (ConfidenceInterval.OfMean(values, ValueRange.Share),
                ConfidenceInterval.OfMean(Array.ConvertAll(values, value => 1 - value), ValueRange.Share));
            turned.Lower!.Value.ShouldBe(1 - interval.Upper!.Value, 1e-9);
            turned.Upper!.Value.ShouldBe(1 - interval.Lower!.Value, 1e-9);
        });

    [Fact]
    public void OfMean_OfAHigherLevel_IsWider() =>
        Shares.Sample(values =>
        {
            var (narrow, wide) = (ConfidenceInterval.OfMean(values, ValueRange.Share, level: 0.8),
                ConfidenceInterval.OfMean(values, ValueRange.Share, level: 0.99));
            wide.Lower!.Value.ShouldBeLessThanOrEqualTo(narrow.Lower!.Value);
            wide.Upper!.Value.ShouldBeGreaterThanOrEqualTo(narrow.Upper!.Value);
        });

    [Fact]
    public void OfMean_OfOneGroupOfEqualValuesAmongFew_HasTheFreedomOfTheOthers()
    {
        // Six of eight leads are 0: two tell of the spread.
        double[] values = [0, 0, 0, 0, 0, 0, 0.1, 0.15];
        var interval = ConfidenceInterval.OfMean(values, ValueRange.Unbounded);
        var mean = values.Average();
        var error = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / 7 / 8);
        interval.Lower!.Value.ShouldBeLessThanOrEqualTo(mean - (4.3026527 * error) + 1e-6);
    }

    [Fact]
    public void OfMean_OfNothingNaNOrOutOfRange_IsRefused()
    {
        Should.Throw<ArgumentException>(() => ConfidenceInterval.OfMean([], ValueRange.Share));
        Should.Throw<ArgumentException>(() => ConfidenceInterval.OfMean([1, double.NaN], ValueRange.Unbounded));
        Should.Throw<ArgumentException>(() => ConfidenceInterval.OfMean([1, 1.5], ValueRange.Share)).Message.ShouldContain("0 to 1, not 1.5");
        Should.Throw<ArgumentOutOfRangeException>(() => ConfidenceInterval.OfMean([1], ValueRange.Share, level: 1));
        ConfidenceInterval.OfMean([1 + 1e-15, 1, 1, 1, 1], ValueRange.Share).Upper.ShouldBe(1);
    }

    [Theory]
    [InlineData(0.712, 0.68, 0.74, "0.712 [0.68, 0.74]", "+0.712 [+0.68, +0.74]")]
    [InlineData(0.917, 0.9168, 0.9172, "0.917 [0.9168, 0.9172]", "+0.917 [+0.9168, +0.9172]")]
    [InlineData(0.2, 0.004, 0.39, "0.200 [0.00, 0.39]", "+0.200 [+0.004, +0.390]")]
    [InlineData(-0.2, -0.39, -0.004, "-0.200 [-0.39, 0.00]", "-0.200 [-0.390, -0.004]")]
    [InlineData(0.2, -0.004, 0.39, "0.200 [0.00, 0.39]", "+0.200 [0.00, +0.39]")]
    [InlineData(0.0, -0.05, 0.05, "0.000 [-0.05, 0.05]", "0.000 [-0.05, +0.05]")]
    public void Text_OfAnInterval_ShowsWhatItSays(double mean, double lower, double upper, string plain, string signed)
    {
        var interval = new ConfidenceInterval(mean, lower, upper, 9);
        interval.ToText().ShouldBe(plain);
        interval.ToText(isSigned: true).ShouldBe(signed);
    }
}
