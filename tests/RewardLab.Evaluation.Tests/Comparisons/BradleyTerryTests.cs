using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;

namespace RewardLab.Evaluation.Tests.Comparisons;

public sealed class BradleyTerryTests
{
    // Halves, as ties make them; pairs that never met are common.
    private static readonly Gen<double[,]> Wins =
        from count in Gen.Int[2, 6]
        from values in Gen.Frequency((2, Gen.Const(0)), (3, Gen.Int[0, 40])).Array[count * count]
        select Table(count, (i, j) => i == j ? 0 : values[(i * count) + j] / 2.0);

    // (w - l x^2) / (1 + x^2) = (x - 1) / (x + 1) at x = 3, the exponential of half the lead: the posterior's slope is 0.
    [Theory]
    [InlineData(14, 1)]
    [InlineData(5, 0)]
    [InlineData(9.5, 0.5)]
    public void Strengths_OfTwoWithAClosedForm_AreIts(double wins, double losses)
    {
        var strengths = BradleyTerry.LogStrengths(new[,] { { 0, wins }, { losses, 0 } });
        strengths[0].ShouldBe(Math.Log(3), 1e-10);
        strengths[1].ShouldBe(-Math.Log(3), 1e-10);
    }

    [Fact]
    public void Strengths_OfAnyCounts_LeaveThePosteriorLevel() =>
        Wins.Sample(wins => SteepestSlope(wins, BradleyTerry.LogStrengths(wins)).ShouldBeLessThan(1e-5));

    [Fact]
    public void Strengths_OfGroupsThatHardlyMeet_LeaveThePosteriorLevel()
    {
        var wins = Table(6, (i, j) => i == j || i / 3 != j / 3 ? 0 : 150 + (25 * i) - (25 * j));
        var apart = BradleyTerry.LogStrengths(wins);
        SteepestSlope(wins, apart).ShouldBeLessThan(1e-4);

        // Nothing tells the groups apart, but each its own.
        apart[0].ShouldBe(apart[3], 1e-6);
        wins[0, 5] = 3;
        var met = BradleyTerry.LogStrengths(wins);
        SteepestSlope(wins, met).ShouldBeLessThan(1e-4);
        met[0].ShouldBeGreaterThan(met[3] + 0.5);
    }

    [Fact]
    public void Strengths_OfCompetitorsInAnotherOrder_AreInThatOrder() =>
        Gen.Select(Wins, Gen.Int[0, 1000]).Sample((wins, seed) =>
        {
            var order = Enumerable.Range(0, wins.GetLength(0)).OrderBy(i => (i + 1) * 7919 * (seed + 1) % 101).ToArray();
            var moved = BradleyTerry.LogStrengths(Table(order.Length, (i, j) => wins[order[i], order[j]]));
            var strengths = BradleyTerry.LogStrengths(wins);
            for (var i = 0; i < order.Length; i++)
            {
                moved[i].ShouldBe(strengths[order[i]], 1e-8);
            }

            strengths.Sum().ShouldBe(0, 1e-9);
        });

    [Fact]
    public void Strengths_OfWinsTurned_AreNegative() =>
        Wins.Sample(wins =>
        {
            var turned = BradleyTerry.LogStrengths(Table(wins.GetLength(0), (i, j) => wins[j, i]));
            BradleyTerry.LogStrengths(wins).Zip(turned).ShouldAllBe(pair => Math.Abs(pair.First + pair.Second) < 1e-8);
        });

    [Fact]
    public void Strengths_OfWhoWonEverything_AreFiniteAndGrowWithTheWins()
    {
        double Lead(double wins)
        {
            var strengths = BradleyTerry.LogStrengths(Table(3, (i, j) => i == 0 && j == 1 ? wins : 0));
            strengths.ShouldAllBe(strength => double.IsFinite(strength));

            // The third met nobody, and is halfway.
            strengths[2].ShouldBe(0, 1e-6);
            return strengths[0] - strengths[1];
        }

        Lead(1).ShouldBeGreaterThan(0.1);
        Lead(10).ShouldBeGreaterThan(Lead(1));
        Lead(1e9).ShouldBeInRange(Lead(10), 100);
    }

    [Fact]
    public void Strengths_OfManySimulatedContests_AreTheTrueOnes()
    {
        double[] groundTruth = [-1.5, -0.5, 0, 0.7, 1.3];
        var wins = new double[5, 5];
        var stream = SeedStream.Create(5, "contests");
        var index = 0;
        for (var i = 0; i < 5; i++)
        {
            for (var j = 0; j < i; j++)
            {
                for (var game = 0; game < 4000; game++)
                {
                    var isWon = (stream[index++] >> 11) / (double)(1UL << 53) < 1 / (1 + Math.Exp(groundTruth[j] - groundTruth[i]));
                    wins[isWon ? i : j, isWon ? j : i]++;
                }
            }
        }

        BradleyTerry.LogStrengths(wins).Zip(groundTruth).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 0.06);
    }

    [Fact]
    public void Table_ThatIsNoneOfWins_IsRefused()
    {
        Should.Throw<ArgumentException>(() => BradleyTerry.LogStrengths(new double[2, 3]));
        Should.Throw<ArgumentException>(() => BradleyTerry.LogStrengths(new double[1, 1]));
        Should.Throw<ArgumentException>(() => BradleyTerry.LogStrengths(new[,] { { 0, -1.0 }, { 2, 0 } }));
        Should.Throw<ArgumentException>(() => BradleyTerry.LogStrengths(new[,] { { 0, double.NaN }, { 2, 0 } }));
        Should.Throw<ArgumentException>(() => BradleyTerry.LogStrengths(new[,] { { 0, double.PositiveInfinity }, { 2, 0 } }));
    }

    private static double[,] Table(int count, Func<int, int, double> value)
    {
        var table = new double[count, count];
        for (var i = 0; i < count; i++)
        {
            for (var j = 0; j < count; j++)
            {
                table[i, j] = value(i, j);
            }
        }

        return table;
    }

    /// <summary>The steepest slope of the log posterior, by differences, once strengths are back where the prior has them:
    /// where as much is above 0 as below.</summary>
    private static double SteepestSlope(double[,] wins, double[] centred)
    {
        var (low, high) = (-60.0, 60.0);
        for (var i = 0; i < 200; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = centred.Sum(strength => Logistic(strength + middle)) < centred.Length / 2.0 ? (middle, high) : (low, middle);
        }

        double[] strengths = [.. centred.Select(strength => strength + low)];
        const double step = 1e-5;
        return Enumerable.Range(0, strengths.Length).Max(i => Math.Abs(Posterior(Moved(i, step)) - Posterior(Moved(i, -step))) / (2 * step));

        double[] Moved(int i, double by) => [.. strengths.Select((strength, j) => j == i ? strength + by : strength)];

        double Posterior(double[] at)
        {
            var sum = at.Sum(strength => Math.Log(Logistic(strength)) + Math.Log(Logistic(-strength)));
            for (var i = 0; i < at.Length; i++)
            {
                for (var j = 0; j < at.Length; j++)
                {
                    sum += wins[i, j] * Math.Log(Logistic(at[i] - at[j]));
                }
            }

            return sum;
        }
    }

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
