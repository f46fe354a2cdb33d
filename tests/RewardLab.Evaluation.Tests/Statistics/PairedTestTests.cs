using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class PairedTestTests
{
    [Fact]
    public void PValue_OfAnyDifferences_IsBelowTheLevelOnlyWhereTheIntervalExcludesZero() =>
        Gen.Select(Gen.OneOf(Gen.Double[-0.3, 1], Gen.Int[-1, 3].Select(value => value / 4.0)).Array[5, 30], Gen.Bool).Sample((differences, isBounded) =>
        {
            var range = isBounded ? ValueRange.Signed : ValueRange.Unbounded;
            var interval = ConfidenceInterval.OfMean(differences, range);
            var p = PairedTest.PValue(differences, range, seed: 0, permutations: 500);
            (p is null).ShouldBe(!interval.HasEnds);
            if (p is { } value)
            {
                value.ShouldBeInRange(double.Epsilon, 1);
                (value < 0.05 && !interval.ExcludesZero).ShouldBeFalse($"p {value} beside {interval.ToText(isSigned: true)}");
                value.ShouldBeGreaterThanOrEqualTo(SignFlipTest.PValue(differences, seed: 0, permutations: 500));
            }
        });

    [Fact]
    public void PValue_OfFewerThanFive_IsNone() => PairedTest.PValue([1, 1, 1, 1], ValueRange.Signed, seed: 0).ShouldBeNull();

    [Theory]
    [InlineData(5)]
    [InlineData(8)]
    [InlineData(25)]
    public void Stars_OfTablesWithoutADifference_AppearInOneOfTwenty(int prompts)
    {
        // Fifteen measures of two runs that differ by chance alone: some continuous and depending on each other, some lattices with many ties, some with long
        // tails.
        const int Tables = 400;
        const int Rows = 15;
        var (starred, uncorrected) = (0, 0);
        for (var table = 0; table < Tables; table++)
        {
            var source = new SimulatedSource((ulong)table, "stars");
            double[] common = [.. Enumerable.Range(0, prompts).Select(_ => source.Normal())];
            var pValues = Enumerable.Range(0, Rows).Select(row =>
            {
                double[] differences = [.. common.Select(shared => (row % 3) switch
                {
                    0 => shared + source.Normal(),
                    1 => (Math.Floor(5 * source.Uniform()) - Math.Floor(5 * source.Uniform())) / 4,
                    _ => source.Exponential() - source.Exponential(),
                })];
                return PairedTest.PValue(differences, row % 3 == 1 ? ValueRange.Signed : ValueRange.Unbounded, seed: 0, permutations: 999);
            }).ToArray();
            starred += HolmCorrection.Compute(pValues).Any(p => HolmCorrection.Mark(p).Length > 0) ? 1 : 0;
            uncorrected += pValues.Any(p => p < 0.05) ? 1 : 0;
        }

        // .05 and three standard errors of 400 tables would be .083; the test errs on the safe side.
        (starred / (double)Tables).ShouldBeLessThanOrEqualTo(0.06);
        if (prompts > 5)
        {
            (uncorrected / (double)Tables).ShouldBeGreaterThan(0.2, "without the correction many of such tables would have a star");
        }
    }

    [Fact]
    public void Stars_OfARealDifference_AreFound()
    {
        // One of ten measures differs by two of its standard deviations and more.
        double[] real = [.. Enumerable.Range(0, 12).Select(i => 2 + Math.Sin(i))];
        var others = Enumerable.Range(0, 9)
            .Select(row => PairedTest.PValue([.. Enumerable.Range(0, 12).Select(i => Math.Sin((7 * i) + (11 * row)))], ValueRange.Unbounded, seed: 0));
        HolmCorrection.Compute([PairedTest.PValue(real, ValueRange.Unbounded, seed: 0), .. others])
            .Select(HolmCorrection.Mark)
            .ShouldBe([" *", .. Enumerable.Repeat("", 9)]);
    }
}
