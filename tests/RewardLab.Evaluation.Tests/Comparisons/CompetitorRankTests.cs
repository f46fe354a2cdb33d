using CsCheck;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Comparisons;

public sealed class CompetitorRankTests
{
    private const int Competitors = 4;

    // Prompts and runs that some pairs lack; several sets, and several verdicts on the same.
    private static readonly Gen<Contest[]> Contests =
        Gen.Select(Gen.Int[0, Competitors - 1], Gen.Int[1, Competitors - 1], Gen.Int[0, 1], Gen.Int[0, 5], Gen.Int[0, 1], Gen.Int[0, 2])
            .Select((first, step, run, prompt, set, outcome) => new Contest(
                first, (first + step) % Competitors, new SetComparison(run, prompt, set, (SetOutcome)outcome)))
            .Array[1, 40];

    [Fact]
    public void Ranking_OfContestsInAnotherOrderOrTurned_IsTheSame() =>
        Gen.Select(Contests, Gen.ULong).Sample((contests, seed) =>
        {
            var ranking = BradleyTerry.Rank(contests, Competitors, seed, resamples: 20);
            BradleyTerry.Rank([.. contests.Reverse()], Competitors, seed, resamples: 20).ShouldBe(ranking);
            BradleyTerry.Rank([.. contests.Select((contest, i) => i % 2 == 0 ? contest : Turned(contest))], Competitors, seed, resamples: 20).ShouldBe(ranking);
        }, iter: 50);

    [Fact]
    public void Ranking_OfAnyContests_IsThatOfTheirCounts() =>
        Contests.Sample(contests =>
        {
            var strengths = BradleyTerry.LogStrengths(Counted(contests));
            foreach (var (i, competitor) in BradleyTerry.Rank(contests, Competitors, seed: 1, resamples: 5).Index())
            {
                competitor.Competitor.ShouldBe(i);
                competitor.Strength.Mean.ShouldBe(strengths[i], 1e-9);
                competitor.Rank.ShouldBe(1 + strengths.Count(strength => strength > strengths[i] + 1e-7));
                (competitor.RankLower is null).ShouldBe(!competitor.Strength.HasEnds);
                if (competitor.RankLower is { } best && competitor.RankUpper is { } worst)
                {
                    best.ShouldBeInRange(1, worst);
                    worst.ShouldBeLessThanOrEqualTo(Competitors);
                }
            }
        }, iter: 50);

    [Fact]
    public void Interval_OfOneRun_IsOfPromptsResampledAndStretched() =>
        Gen.Select(Contests, Gen.ULong).Sample((contests, seed) =>
        {
            Contest[] oneRun = [.. contests.Select(contest => contest with { Comparison = contest.Comparison with { Run = 0 } })];
            var prompts = oneRun.GroupBy(contest => contest.Comparison.Prompt).OrderBy(group => group.Key).Select(group => group.ToArray()).ToArray();
            if (prompts.Length < ConfidenceInterval.MinCount)
            {
                BradleyTerry.Rank(oneRun, Competitors, seed, resamples: 41)
                    .ShouldAllBe(competitor => !competitor.Strength.HasEnds && competitor.RankLower == null);
                return;
            }

            // t's 95% point of four or five degrees of freedom over the normal one's, and the bootstrap's n for n - 1.
            var stretch = Math.Sqrt(prompts.Length / (prompts.Length - 1.0)) * (prompts.Length == 5 ? 2.1318468 : 2.0150484) / 1.6448536;
            var estimates = BradleyTerry.LogStrengths(Counted(oneRun));
            var stream = SeedStream.Create(seed, "bootstrap");
            double[][] resampled = [.. Enumerable.Range(0, 41).Select(resample => BradleyTerry.LogStrengths(Counted(Enumerable.Range(0, prompts.Length)
                .SelectMany(draw => prompts[(int)Math.BigMul(stream[(resample * prompts.Length) + draw], (ulong)prompts.Length, out _)]))))];
            foreach (var (i, competitor) in BradleyTerry.Rank(oneRun, Competitors, seed, resamples: 41, level: 0.9).Index())
            {
                // Of 41 values the 5% point is the third, and the 95% point the third from the end.
                double[] sorted = [.. resampled.Select(strengths => estimates[i] + (stretch * (strengths[i] - estimates[i]))).Order()];
                competitor.Strength.Count.ShouldBe(prompts.Length);
                if (competitor.Strength.HasEnds)
                {
                    competitor.Strength.Lower!.Value.ShouldBe(sorted[2], 1e-5);
                    competitor.Strength.Upper!.Value.ShouldBe(sorted[38], 1e-5);
                    competitor.RankLower!.Value.ShouldBeLessThanOrEqualTo(competitor.Rank);
                }
                else
                {
                    sorted[^1].ShouldBe(sorted[0], 1e-5);
                }
            }
        }, iter: 50);

    [Fact]
    public void Interval_OfRunsThatDisagree_IsWiderThanOfTheirSetsAlone()
    {
        // Two runs win everything and two lose everything: prompts alone would be sure of the draw.
        Contest[] contests =
        [
            .. from run in Enumerable.Range(0, 4)
                from prompt in Enumerable.Range(0, 10)
                select new Contest(0, 1, new SetComparison(run, prompt, 0, run < 2 ? SetOutcome.Win : SetOutcome.Loss)),
        ];
        var first = BradleyTerry.Rank(contests, 2, seed: 3, resamples: 500)[0];
        (first.Strength.Mean, first.Rank, first.RankLower, first.RankUpper).ShouldBe((0, 1, 1, 2));
        first.Strength.Upper!.Value.ShouldBeGreaterThan(1);
        first.Strength.Lower!.Value.ShouldBeLessThan(-1);
        var pooled = BradleyTerry.Rank(
            [.. contests.Select(contest => contest with { Comparison = contest.Comparison with { Run = 0 } })], 2, seed: 3, resamples: 500)[0];
        pooled.Strength.HasEnds.ShouldBeFalse("every prompt says the same, and a strength has no range that would say how far others may be");
    }

    [Fact]
    public void Interval_OfManySimulatedStudies_CoversTheTrueValue()
    {
        Coverage(40).ShouldBeInRange(0.92, 0.98);

        // Of few prompts the prior draws strengths together.
        Coverage(8).ShouldBeInRange(0.9, 1);
    }

    private static double Coverage(int prompts)
    {
        double[] groundTruth = [-0.6, 0, 0.6];
        var covered = 0;
        for (var study = 0; study < 300; study++)
        {
            var ranking = BradleyTerry.Rank(Study((ulong)study, groundTruth, prompts), 3, seed: 1, resamples: 200);
            covered += ranking.Count(competitor => competitor.Strength.Lower <= groundTruth[competitor.Competitor]
                && groundTruth[competitor.Competitor] <= competitor.Strength.Upper);
        }

        return covered / 900.0;
    }

    [Fact]
    public void Ranking_OfAClearOrder_IsThatOrder()
    {
        double[] groundTruth = [0, 2, -2, 1, -1];
        var ranking = BradleyTerry.Rank(Study(7, groundTruth, prompts: 200), 5, seed: 1, resamples: 100);
        ranking.Select(competitor => competitor.Rank).ShouldBe([3, 1, 5, 2, 4]);
        ranking.ShouldAllBe(competitor => competitor.RankLower == competitor.Rank && competitor.RankUpper == competitor.Rank);
    }

    [Fact]
    public void Ranking_OfTiesAlone_HasNoOrder()
    {
        Contest[] contests =
        [
            .. from prompt in Enumerable.Range(0, 5)
                from second in Enumerable.Range(1, 2)
                select new Contest(0, second, new SetComparison(0, prompt, 0, SetOutcome.Tie)),
        ];
        foreach (var competitor in BradleyTerry.Rank(contests, 3, seed: 0, resamples: 50))
        {
            competitor.Strength.ShouldBe(new ConfidenceInterval(0, null, null, 5));
            (competitor.Rank, competitor.RankLower, competitor.RankUpper).ShouldBe((1, null, null));
        }
    }

    [Fact]
    public void Elo_OfALeadOfFourHundred_IsTenToOne()
    {
        var (strong, weak) = (Of(Math.Log(10) / 2), Of(-Math.Log(10) / 2));
        strong.Elo.Mean.ShouldBe(200, 1e-12);
        strong.Elo.Lower!.Value.ShouldBe(200 - RankedCompetitor.EloPerUnit, 1e-10);
        strong.Elo.Upper!.Value.ShouldBe(200 + RankedCompetitor.EloPerUnit, 1e-10);
        strong.ShareAgainst(weak).ShouldBe(10 / 11.0, 1e-12);
        weak.ShareAgainst(strong).ShouldBe(1 / 11.0, 1e-12);

        static RankedCompetitor Of(double strength) => new(0, new ConfidenceInterval(strength, strength - 1, strength + 1, 3), 1, 1, 2);
    }

    [Fact]
    public void Contests_OfNobodyOrAgainstOneself_AreRefused()
    {
        var comparison = new SetComparison(0, 0, 0, SetOutcome.Win);
        Should.Throw<ArgumentException>(() => BradleyTerry.Rank([], 2, seed: 0));
        Should.Throw<ArgumentException>(() => BradleyTerry.Rank([new Contest(1, 1, comparison)], 2, seed: 0));
        Should.Throw<ArgumentException>(() => BradleyTerry.Rank([new Contest(0, 2, comparison)], 2, seed: 0));
        Should.Throw<ArgumentException>(() => BradleyTerry.Rank([new Contest(-1, 0, comparison)], 2, seed: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BradleyTerry.Rank([new Contest(0, 1, comparison)], 1, seed: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BradleyTerry.Rank([new Contest(0, 1, comparison)], 2, seed: 0, resamples: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => BradleyTerry.Rank([new Contest(0, 1, comparison)], 2, seed: 0, level: 1));
    }

    /// <summary>A set of each pair for each prompt, won as the model says.</summary>
    private static Contest[] Study(ulong study, double[] groundTruth, int prompts)
    {
        var (stream, index) = (SeedStream.Create(study, "study"), 0);
        return
        [
            .. from prompt in Enumerable.Range(0, prompts)
               from first in Enumerable.Range(0, groundTruth.Length)
               from second in Enumerable.Range(0, first)
               let isWon = (stream[index++] >> 11) / (double)(1UL << 53) < 1 / (1 + Math.Exp(groundTruth[second] - groundTruth[first]))
               select new Contest(first, second, new SetComparison(0, prompt, 0, isWon ? SetOutcome.Win : SetOutcome.Loss)),
        ];
    }

    private static double[,] Counted(IEnumerable<Contest> contests)
    {
        var wins = new double[Competitors, Competitors];
        foreach (var contest in contests)
        {
            wins[contest.First, contest.Second] += contest.Comparison.Outcome switch { SetOutcome.Win => 1, SetOutcome.Tie => 0.5, _ => 0 };
            wins[contest.Second, contest.First] += contest.Comparison.Outcome switch { SetOutcome.Loss => 1, SetOutcome.Tie => 0.5, _ => 0 };
        }

        return wins;
    }

    private static Contest Turned(Contest contest) =>
        new(contest.Second, contest.First, contest.Comparison with { Outcome = (SetOutcome)(2 - (int)contest.Comparison.Outcome) });
}
