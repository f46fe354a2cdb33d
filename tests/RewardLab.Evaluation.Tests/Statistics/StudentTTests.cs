using CsCheck;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Statistics;

public sealed class StudentTTests
{
    // The 99% points of printed tables, and the 97.5% ones.
    [Theory]
    [InlineData(31.82052, 1, 0.01)]
    [InlineData(6.96456, 2, 0.01)]
    [InlineData(4.54070, 3, 0.01)]
    [InlineData(2.82144, 9, 0.01)]
    [InlineData(2.76377, 10, 0.01)]
    [InlineData(2.45726, 30, 0.01)]
    [InlineData(12.70620, 1, 0.025)]
    [InlineData(2.22814, 10, 0.025)]
    [InlineData(1.97993, 120, 0.025)]
    [InlineData(5.95882, 10, 0.00007)]
    public void UpperTail_AtTabledPoints_IsTheTabledShare(double t, double freedom, double share) =>
        StudentT.UpperTail(t, freedom).ShouldBe(share, 2e-6);

    [Fact]
    public void UpperTail_OfOneToFourDegrees_IsTheClosedForm() =>
        Gen.Double[-30, 30].Sample(t =>
        {
            var (square, root) = (t * t, Math.Sqrt(2 + (t * t)));
            StudentT.UpperTail(t, 1).ShouldBe(0.5 - (Math.Atan(t) / Math.PI), 1e-13);
            StudentT.UpperTail(t, 2).ShouldBe(0.5 - (t / (2 * root)), 1e-13);
            StudentT.UpperTail(t, 3).ShouldBe(0.5 - (((t / Math.Sqrt(3) / (1 + (square / 3))) + Math.Atan(t / Math.Sqrt(3))) / Math.PI), 1e-13);
            StudentT.UpperTail(t, 4).ShouldBe(0.5 - (3.0 / 8 * t / Math.Sqrt(1 + (square / 4)) * (1 - (square / (12 * (1 + (square / 4)))))), 1e-13);
        });

    [Theory]
    [InlineData(9)]
    [InlineData(29)]
    [InlineData(2.5)]
    public void UpperTail_FromOnePointToAnother_LosesTheDensitysIntegral(double freedom)
    {
        // Simpson's rule on the density, scaled by its own integral over nearly the whole line.
        double Density(double t) => Math.Pow(1 + (t * t / freedom), -(freedom + 1) / 2);
        double Integral(double from, double to)
        {
            const int Steps = 20_000;
            var width = (to - from) / Steps;
            return Enumerable.Range(0, Steps + 1).Sum(i => (i is 0 or Steps ? 1 : i % 2 == 1 ? 4 : 2) * Density(from + (i * width))) * width / 3;
        }

        var ratio = (StudentT.UpperTail(1, freedom) - StudentT.UpperTail(3, freedom)) / (StudentT.UpperTail(0, freedom) - StudentT.UpperTail(1, freedom));
        ratio.ShouldBe(Integral(1, 3) / Integral(0, 1), 1e-11);
    }

    [Fact]
    public void UpperQuantile_OfAnyTail_HasThatTail() =>
        Gen.Select(Gen.Double[1e-6, 0.5], Gen.Double[0.5, 1000]).Sample((probability, freedom) =>
            StudentT.UpperTail(StudentT.UpperQuantile(probability, freedom), freedom).ShouldBe(probability, 1e-10 * probability));

    [Theory]
    [InlineData(0.025, 1, 12.7062047)]
    [InlineData(0.025, 4, 2.7764451)]
    [InlineData(0.025, 65, 1.9971379)]
    [InlineData(0.025, 1e6, 1.9599664)]
    [InlineData(0.5, 3, 0)]
    public void UpperQuantile_OfTables_IsTheTables(double probability, double freedom, double quantile) =>
        StudentT.UpperQuantile(probability, freedom).ShouldBe(quantile, 1e-6);

    [Fact]
    public void UpperQuantile_OutsideItsRange_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperQuantile(0.6, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperQuantile(0, 3));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperQuantile(0.1, 0));
    }

    [Fact]
    public void UpperTail_OfManyDegrees_IsTheNormalTail() => StudentT.UpperTail(1.959963984540054, 1e7).ShouldBe(0.025, 1e-7);

    [Fact]
    public void UpperTail_FarOut_KeepsItsRelativePrecision()
    {
        // Of two degrees, 1/2 - t / (2 sqrt(2 + t^2)) = 1 / (2 t^2) + O(t^-4).
        StudentT.UpperTail(1e6, 2).ShouldBe(0.5e-12, 1e-23);
        StudentT.UpperTail(double.PositiveInfinity, 3).ShouldBe(0);
        StudentT.UpperTail(double.NegativeInfinity, 3).ShouldBe(1);
        StudentT.UpperTail(1e150, 1).ShouldBe(1e-150 / Math.PI, 1e-162);
        StudentT.UpperTail(1e300, 1).ShouldBe(0, 1e-150);
        StudentT.UpperTail(0, 5).ShouldBe(0.5);
    }

    [Fact]
    public void UpperTail_OfOppositePoints_SumsToOneAndFalls() =>
        Gen.Select(Gen.Double[-50, 50], Gen.Double[0.1, 200], Gen.Double[0, 5]).Sample((t, freedom, step) =>
        {
            (StudentT.UpperTail(t, freedom) + StudentT.UpperTail(-t, freedom)).ShouldBe(1, 1e-13);
            StudentT.UpperTail(t + step, freedom).ShouldBeLessThanOrEqualTo(StudentT.UpperTail(t, freedom) + 1e-13);
        });

    [Fact]
    public void PValueOfPositiveMean_OfKnownValues_IsTheTailOfTheirT()
    {
        // Mean 3, deviation sqrt(2.5), five values: t = 3 / sqrt(0.5) = 4.2426.
        StudentT.PValueOfPositiveMean([1, 2, 3, 4, 5]).ShouldBe(StudentT.UpperTail(3 / Math.Sqrt(0.5), 4), 1e-15);
        StudentT.PValueOfPositiveMean([-1, -2, -3, -4, -5]).ShouldBe(1 - StudentT.PValueOfPositiveMean([1, 2, 3, 4, 5]), 1e-15);
        StudentT.PValueOfPositiveMean([-1, 1]).ShouldBe(0.5);
    }

    [Fact]
    public void PValueOfPositiveMean_WithoutSpread_FollowsTheSign()
    {
        StudentT.PValueOfPositiveMean([]).ShouldBe(1);
        StudentT.PValueOfPositiveMean([7]).ShouldBe(1);
        StudentT.PValueOfPositiveMean([0, 0, 0]).ShouldBe(1);
        StudentT.PValueOfPositiveMean([0.1, 0.1, 0.1]).ShouldBe(0);
        StudentT.PValueOfPositiveMean([-0.1, -0.1, -0.1]).ShouldBe(1);
    }

    [Fact]
    public void PValueOfPositiveMean_OfScaledValues_StaysTheSame() =>
        Gen.Select(Gen.Double[-1, 1].Array[2, 20], Gen.Double[1e-3, 1e3]).Sample((values, scale) =>
            StudentT.PValueOfPositiveMean(Array.ConvertAll(values, value => value * scale)).ShouldBe(StudentT.PValueOfPositiveMean(values), 1e-10));

    [Fact]
    public void Tail_OfUnusableInput_IsRefused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperTail(double.NaN, 1));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperTail(1, 0));
        Should.Throw<ArgumentOutOfRangeException>(() => StudentT.UpperTail(1, double.PositiveInfinity));
        Should.Throw<ArgumentException>(() => StudentT.PValueOfPositiveMean([1, double.NaN]));
    }
}
