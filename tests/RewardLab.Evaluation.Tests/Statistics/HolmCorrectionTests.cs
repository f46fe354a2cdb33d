using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class HolmCorrectionTests
{
    [Fact]
    public void Of_KnownValues_MultipliesByWhatIsLeftAndNeverFalls()
    {
        var corrected = HolmCorrection.Compute([0.01, 0.04, null, 0.03, 0.005]);
        corrected.Select(p => p is { } value ? Math.Round(value, 12) : -1).ShouldBe([0.03, 0.06, -1, 0.06, 0.02]);
    }

    [Fact]
    public void Of_OneComparison_IsItself() => HolmCorrection.Compute([null, 0.04]).ShouldBe([null, 0.04]);

    [Fact]
    public void Of_AnyValues_KeepsTheirOrderAndRaisesThem() =>
        Gen.Double[0, 1].Array[1, 20].Sample(values =>
        {
            var corrected = HolmCorrection.Compute([.. values.Select(value => (double?)value)]);
            for (var i = 0; i < values.Length; i++)
            {
                corrected[i]!.Value.ShouldBeInRange(values[i], 1);
                Enumerable.Range(0, values.Length).ShouldAllBe(j => values[j] < values[i] || corrected[j] >= corrected[i]);
            }
        });

    [Fact]
    public void Of_WhatIsNoProbability_IsRefused()
    {
        Should.Throw<ArgumentException>(() => HolmCorrection.Compute([1.5]));
        Should.Throw<ArgumentException>(() => HolmCorrection.Compute([double.NaN]));
    }

    [Theory]
    [InlineData(0.0123, "0.0123", " *")]
    [InlineData(0.04996, "< 0.05", " *")]
    [InlineData(0.05, "0.0500", "")]
    [InlineData(0.00001, "< 0.0001", " *")]
    [InlineData(1.0, "1.0000", "")]
    public void Text_OfAPValue_AgreesWithItsMark(double p, string text, string mark)
    {
        HolmCorrection.Text(p).ShouldBe(text);
        HolmCorrection.Mark(p).ShouldBe(mark);
        (HolmCorrection.Text(null), HolmCorrection.Mark(null)).ShouldBe(("-", ""));
    }
}
