using RewardLab.Evaluation.Overoptimization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Overoptimization;

public sealed class AlarmRatesTests(ITestOutputHelper output)
{
    private const int Runs = 1000;

    [Fact]
    public void Alarm_OfRunsOfNoise_IsHardlyEverRaised() => Rate("noise alone", _ => 0, _ => 0).Upper.ShouldBeLessThan(0.01);

    [Fact]
    public void Alarm_WhereOnlyTheProxyRises_IsSeldomRaisedInAWholeRun() =>
        Rate("proxy rises, held-out reward level", step => 0.5 * step, _ => 0).Upper.ShouldBeLessThan(0.02);

    [Fact]
    public void Alarm_WhereBothRise_IsNeverRaised() => Rate("both rise", step => 0.5 * step, step => 0.1 * step).Share.ShouldBe(0);

    [Fact]
    public void Alarm_WherePromptsWaverTogether_IsSeldomRaisedInAWholeRun()
    {
        // To a test over prompts alone, what all of them share is the model's own change: without the test over evaluations the rate is 0.8.
        EvaluationHistory[] histories = [.. Enumerable.Range(0, Runs).Select(run => SimulatedRun.Create((ulong)run, step => 0.5 * step, _ => 0, waver: 0.25))];
        var rate = AlarmCalibration.OfRuns(histories);
        var permuted = AlarmCalibration.OfPermutations(histories[..50], PermutedOrder.HeldOut, seed: 1, permutations: 100);
        output.WriteLine($"shared waver of half a prompt's noise: {rate}; by permutation of 50 runs {permuted}");
        rate.Upper.ShouldBeLessThan(0.15);
        permuted.Share.ShouldBe(rate.Share, 0.04);
    }

    [Fact]
    public void Alarm_OfOneEvaluation_IsFalseAtMostAtTheLevel()
    {
        var options = new OveroptimizationOptions { Level = 0.05 };
        var raised = Enumerable.Range(0, 2000).Count(run =>
            OveroptimizationAlarm.Evaluate(SimulatedRun.Create((ulong)run, step => 2 * step, _ => 0, evaluations: 5), options)!.IsRaised);
        WilsonInterval.Compute(raised, 2000).Lower.ShouldBeLessThan(0.05);
    }

    [Fact]
    public void TrendTests_OfNoise_RejectAtMostAtTheirLevel()
    {
        // With and without a waver that prompts share: each time another of the two t tests is the one that holds the level.
        foreach (var waver in new[] { 0.0, 2.0 })
        {
            var evaluations = Enumerable.Range(0, 4000)
                .Select(run => OveroptimizationAlarm.Evaluate(SimulatedRun.Create((ulong)run, _ => 0, _ => 0, evaluations: 5, waver: waver))!)
                .ToArray();
            var (heldOutReward, proxy) = (evaluations.Count(evaluation => evaluation.HeldOutPValue < 0.05) / 4000.0,
                evaluations.Count(evaluation => evaluation.ProxyPValue < 0.05) / 4000.0);
            output.WriteLine($"waver {waver}: held-out {heldOutReward:0.0000}, proxy {proxy:0.0000} at level 0.05");
            heldOutReward.ShouldBeInRange(0.005, 0.06);
            proxy.ShouldBeInRange(0.005, 0.06);
        }
    }

    // The held-out reward gains until evaluation 30 and loses a share of an image's noise each evaluation from there.
    [Theory]
    [InlineData(0.25, 0.98, 9)]
    [InlineData(0.1, 0.6, 25)]
    public void Alarm_WhereTheHeldOutRewardFalls_IsRaisedSoon(double loss, double min, double max)
    {
        var (detected, early, delay) = (0, 0, 0.0);
        for (var run = 0; run < Runs; run++)
        {
            var first = First(SimulatedRun.Create((ulong)run, step => 0.5 * step, step => step < 30 ? 0.1 * step : 3 - (loss * (step - 30))));
            detected += first >= 30 ? 1 : 0;
            early += first is >= 0 and < 30 ? 1 : 0;
            delay += first >= 30 ? first - 30 : 0;
        }

        output.WriteLine(
            $"loss {loss}: detected {detected / (double)Runs:0.000}, early {early / (double)Runs:0.000}, mean delay {delay / detected:0.0} evaluations");
        (detected / (double)Runs).ShouldBeGreaterThan(min);
        early.ShouldBeLessThan(5);
        (delay / detected).ShouldBeLessThan(max);
    }

    [Theory]
    [InlineData(0.0, 0.04)]
    [InlineData(0.25, 0.2)]
    public void Alarm_OfFourHeldOutRewards_IsSeldomRaisedInAWholeRun(double waver, double max)
    {
        var rate = OfFour(60, 10, waver, spread: 0, _ => 0, _ => 0);
        output.WriteLine($"four held-out rewards without a trend, waver {waver}: {rate}");
        rate.Upper.ShouldBeLessThan(max);
    }

    // Three of four held-out rewards fall by a share of an image's noise each evaluation, in some of eight prompts more than in others.
    [Theory]
    [InlineData(0.1, 0.0, 0.5)]
    [InlineData(0.1, 0.25, 0.3)]
    [InlineData(0.25, 0.25, 0.8)]
    public void Alarm_WhereThreeOfFourHeldOutRewardsFall_IsMostlyRaisedWithinThirteenEvaluations(double loss, double waver, double min)
    {
        var rate = OfFour(13, 8, waver, spread: 0.7, step => -loss * step, _ => 0);
        output.WriteLine($"three of four held-out rewards lose {loss}, waver {waver}: {rate}");
        rate.Lower.ShouldBeGreaterThan(min);
    }

    private static WilsonInterval OfFour(int evaluations, int prompts, double waver, double spread, Func<int, double> three, Func<int, double> fourth)
    {
        var options = new OveroptimizationOptions { HeldOutRewards = 4 };
        var raised = Enumerable.Range(0, Runs).Count(run => Enumerable.Range(0, 4).Any(heldOutReward =>
        {
            var trend = heldOutReward < 3 ? three : fourth;
            var seed = (ulong)((run * 4) + heldOutReward);
            var history = SimulatedRun.Create(seed, step => 0.5 * step, trend, evaluations, prompts, waver: waver, spread: spread);
            return OveroptimizationAlarm.EvaluateEach(history, options).Any(evaluation => evaluation.IsRaised);
        }));
        return WilsonInterval.Compute(raised, Runs);
    }

    private static int First(EvaluationHistory history) =>
        OveroptimizationAlarm.EvaluateEach(history).FirstOrDefault(evaluation => evaluation.IsRaised)?.Evaluation ?? -1;

    private WilsonInterval Rate(string what, Func<int, double> proxy, Func<int, double> heldOutReward)
    {
        EvaluationHistory[] histories = [.. Enumerable.Range(0, Runs).Select(run => SimulatedRun.Create((ulong)run, proxy, heldOutReward))];
        var rate = AlarmCalibration.OfRuns(histories);
        var slopesAlone = histories.Count(
            history => OveroptimizationAlarm.EvaluateEach(history).Any(evaluation => evaluation.ProxyPValue < 0.01 && evaluation.HeldOutPValue < 0.01));
        output.WriteLine($"{what}: {rate}; slopes alone {slopesAlone / (double)Runs:0.000}");
        return rate;
    }
}
