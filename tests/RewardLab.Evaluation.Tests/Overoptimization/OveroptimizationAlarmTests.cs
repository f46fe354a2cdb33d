using CsCheck;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Overoptimization;

public sealed class OveroptimizationAlarmTests
{
    [Fact]
    public void Evaluate_OfAnyHistory_AgreesWithRegressionsOfEachImage() =>
        Gen.Select(Gen.ULong, Gen.Int[3, 8], Gen.Int[2, 5], Gen.Int[1, 3], Gen.Int[0, 9]).Sample(
            (seed, window, prompts, images, more) =>
            {
                var history = SimulatedRun.Create(seed, step => 0.3 * step, step => -0.3 * step, window + more, prompts, images);
                var result = OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Window = window })!;
                var evaluations = history.Evaluations;
                double[] Slopes(Func<PairedScores, IReadOnlyList<double>> scores) =>
                [
                    .. Enumerable.Range(0, prompts).Select(prompt => Enumerable.Range(prompt * images, images)
                        .Average(image => Slope([.. evaluations.TakeLast(window).Select(evaluation => scores(evaluation)[image])]))),
                ];
                var proxy = Slopes(scores => scores.Proxy);
                result.ProxySlope.ShouldBe(proxy.Average(), 1e-12);
                int[] windows = [.. new[] { window, 2 * window, 4 * window }.Where(length => length <= evaluations.Count)];
                double HeldOutMean(PairedScores evaluation) => -evaluation.HeldOut.Average();
                var (surest, pValue) = windows.Select(length => (length, TrendPValue(length, evaluations, HeldOutMean))).MinBy(found => found.Item2);
                result.HeldOutSlope.ShouldBe(-Slope([.. evaluations.TakeLast(surest).Select(HeldOutMean)]), 1e-11);
                result.ProxyPValue.ShouldBe(Math.Max(PValue(proxy), TrendPValue(window, evaluations, evaluation => evaluation.Proxy.Average())), 1e-9);
                result.HeldOutPValue.ShouldBe(Math.Min(1, windows.Length * pValue), 1e-9);
                var best = Enumerable.Range(0, evaluations.Count - 1).MaxBy(i => evaluations[i].HeldOut.Average());
                double[] Drops(int since) =>
                [
                    .. Enumerable.Range(0, prompts).Select(prompt => Enumerable.Range(prompt * images, images)
                        .Average(image => evaluations[since].HeldOut[image] - evaluations[^1].HeldOut[image])),
                ];
                (result.BestEvaluation, result.Evaluation, result.Window, result.Clusters).ShouldBe((best, evaluations.Count - 1, surest, prompts));
                result.HeldOutDrop.ShouldBe(Drops(best).Average(), 1e-12);
                result.DropPValue.ShouldBe(Math.Min(1, 2 * Math.Min(PValue(Drops(0)), PValue(Drops(best)) * (evaluations.Count - 1))), 1e-8);
                result.IsRaised.ShouldBe(result.ProxyPValue < 0.01 && result.HeldOutPValue < 0.01 && result.DropPValue < 0.01);
            },
            iter: 300);

    [Fact]
    public void Evaluate_WhereTheHeldOutRewardFallsUnderARisingProxy_IsRaised()
    {
        var result = OveroptimizationAlarm.Evaluate(SimulatedRun.Create(1, step => step, step => -step, evaluations: 8))!;
        result.IsRaised.ShouldBeTrue();
        result.ProxySlope.ShouldBe(1, 0.2);
        result.HeldOutSlope.ShouldBe(-1, 0.2);
        result.HeldOutDrop.ShouldBe(7, 1);
        result.BestEvaluation.ShouldBe(0);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    public void Evaluate_OfAnyOtherPairOfTrends_IsNotRaised(int proxy, int heldOutReward) =>
        OveroptimizationAlarm.Evaluate(SimulatedRun.Create(1, step => proxy * step, step => heldOutReward * step, evaluations: 8))!.IsRaised.ShouldBeFalse();

    [Fact]
    public void Evaluate_OfScoresThatStay_FindsNoSlopeAndNoAlarm() =>
        Gen.Select(Gen.Double[-1, 1].Array[6], Gen.Int[3, 9]).Sample((scores, evaluations) =>
        {
            var history = new EvaluationHistory([0, 0, 0, 1, 1, 1], [.. Enumerable.Repeat(new PairedScores(scores, scores), evaluations)]);
            var result = OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Window = 3 })!;
            (result.ProxySlope, result.HeldOutSlope, result.HeldOutDrop).ShouldBe((0, 0, 0));
            (result.ProxyPValue, result.HeldOutPValue, result.DropPValue, result.IsRaised).ShouldBe((1, 1, 1, false));
        });

    [Fact]
    public void Evaluate_AtAFallFromAPeak_ComparesWithThePeak()
    {
        double[] heldOutReward = [0, 1, 2, 8, 7, 6, 5, 4, 3];
        var result = OveroptimizationAlarm.Evaluate(SimulatedRun.Create(3, step => step, step => heldOutReward[step], evaluations: 9))!;
        (result.IsRaised, result.BestEvaluation).ShouldBe((true, 3));
        result.HeldOutDrop.ShouldBe(5, 1);
    }

    [Fact]
    public void Evaluate_WherePromptsDisagree_IsNotRaised()
    {
        // The mean falls as steeply as can be, but one prompt alone makes it.
        PairedScores[] evaluations = [.. Enumerable.Range(0, 6).Select(step => new PairedScores(
            [.. Enumerable.Repeat((double)step, 8)], [-50.0 * step, .. Enumerable.Range(1, 7).Select(prompt => 0.1 * prompt * step)]))];
        var result = OveroptimizationAlarm.Evaluate(new EvaluationHistory([0, 1, 2, 3, 4, 5, 6, 7], evaluations))!;
        result.HeldOutSlope.ShouldBeLessThan(-5);
        (result.ProxyPValue, result.HeldOutPValue, result.IsRaised).ShouldBe((0, 0, false));
        result.DropPValue.ShouldBeGreaterThan(0.1);
    }

    [Fact]
    public void Evaluate_OfOnePrompt_ClustersByImage()
    {
        var one = OveroptimizationAlarm.Evaluate(SimulatedRun.Create(1, step => 2 * step, step => -2 * step, evaluations: 6, prompts: 1, imagesOfPrompt: 12))!;
        (one.Clusters, one.IsRaised).ShouldBe((12, true));
        var single = OveroptimizationAlarm.Evaluate(
            SimulatedRun.Create(1, step => 2 * step, step => -2 * step, evaluations: 6, prompts: 1, imagesOfPrompt: 1))!;
        (single.Clusters, single.ProxyPValue, single.HeldOutPValue, single.DropPValue, single.IsRaised).ShouldBe((1, 1, 1, 1, false));
    }

    [Fact]
    public void Evaluate_OfASlowFall_TakesTheLongerWindow()
    {
        var result = OveroptimizationAlarm.Evaluate(SimulatedRun.Create(2, step => step, step => -0.15 * step, evaluations: 20))!;
        (result.Window, result.IsRaised).ShouldBe((20, true));
        result.HeldOutSlope.ShouldBe(-0.15, 0.05);
    }

    [Fact]
    public void Evaluate_BesideOtherHeldOutRewards_AsksTheTrendAloneForMore()
    {
        var history = SimulatedRun.Create(1, step => step, step => -0.3 * step, evaluations: 7);
        var alone = OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = 0.2 })!;
        var highest = Math.Max(alone.ProxyPValue, alone.DropPValue);
        var level = Math.Max(highest, alone.HeldOutPValue * 4) * 1.01;
        OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = level, HeldOutRewards = 4 })!.IsRaised.ShouldBeTrue();
        OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = level, HeldOutRewards = 1000 })!.IsRaised.ShouldBeFalse();
    }

    [Fact]
    public void Evaluate_BeforeTheWindowIsFull_IsNull()
    {
        var history = SimulatedRun.Create(1, step => step, step => -step, evaluations: 4);
        OveroptimizationAlarm.Evaluate(history).ShouldBeNull();
        OveroptimizationAlarm.EvaluateEach(history).ShouldBeEmpty();
        OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Window = 4 }).ShouldNotBeNull();
        OveroptimizationAlarm.Evaluate(new EvaluationHistory([0], [])).ShouldBeNull();
    }

    [Fact]
    public void EvaluateEach_OfARun_IsWhatEachEvaluationFound()
    {
        var history = SimulatedRun.Create(5, step => step, step => -step, evaluations: 12);
        var evaluations = OveroptimizationAlarm.EvaluateEach(history);
        evaluations.Select(result => result.Evaluation).ShouldBe(Enumerable.Range(4, 8));
        foreach (var result in evaluations)
        {
            OveroptimizationAlarm.Evaluate(new EvaluationHistory(history.Prompts, [.. history.Evaluations.Take(result.Evaluation + 1)])).ShouldBe(result);
        }
    }

    [Fact]
    public void Evaluate_OfScoresInOtherUnits_SaysTheSame() =>
        Gen.Select(Gen.ULong, Gen.Double[0.01, 100], Gen.Double[-10, 10]).Sample(
            (seed, scale, shift) =>
            {
                var history = SimulatedRun.Create(seed, step => 0.3 * step, step => -0.3 * step, evaluations: 8);
                var other = new EvaluationHistory(
                    [.. history.Prompts.Select(prompt => 7 - (3 * prompt))],
                    [.. history.Evaluations.Select(evaluation => new PairedScores(
                        [.. evaluation.Proxy.Select(score => (score * scale) + shift)], [.. evaluation.HeldOut.Select(score => (score * scale) - shift)]))]);
                var (result, turned) = (OveroptimizationAlarm.Evaluate(history)!, OveroptimizationAlarm.Evaluate(other)!);
                turned.ProxyPValue.ShouldBe(result.ProxyPValue, 1e-7);
                turned.HeldOutPValue.ShouldBe(result.HeldOutPValue, 1e-7);
                turned.DropPValue.ShouldBe(result.DropPValue, 1e-6);
                turned.HeldOutSlope.ShouldBe(result.HeldOutSlope * scale, 1e-9);
            },
            iter: 100);

    [Fact]
    public void History_OrOptions_ThatAreUnusable_AreRefused()
    {
        Should.Throw<ArgumentException>(() => new EvaluationHistory([], []));
        Should.Throw<ArgumentException>(() => new EvaluationHistory([0, 1], [new PairedScores([1], [1, 2])]));
        Should.Throw<ArgumentException>(() => new EvaluationHistory([0, 1], [new PairedScores([1, 2], [1])]));
        Should.Throw<ArgumentException>(() => new EvaluationHistory([0, 1], [new PairedScores([1, 2], [1, double.NaN])]));
        Should.Throw<ArgumentException>(() => new EvaluationHistory([0, 1], [new PairedScores([double.NegativeInfinity, 2], [1, 2])]));
        var history = SimulatedRun.Create(1, step => step, step => step, evaluations: 5);
        Should.Throw<ArgumentOutOfRangeException>(() => OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Window = 2 }));
        Should.Throw<ArgumentOutOfRangeException>(() => OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = double.NaN }));
        Should.Throw<ArgumentOutOfRangeException>(() => OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = 1e-10 }));
        OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { Level = 1e-9 }).ShouldNotBeNull("fine-tuning takes it from there on, too");
        Should.Throw<ArgumentOutOfRangeException>(() => OveroptimizationAlarm.Evaluate(history, new OveroptimizationOptions { HeldOutRewards = 0 }));
    }

    [Fact]
    public void Permutations_WithOneSeed_AreReproducible()
    {
        EvaluationHistory[] histories = [SimulatedRun.Create(1, step => 0.5 * step, _ => 0), SimulatedRun.Create(2, step => 0.5 * step, _ => 0)];
        var rate = AlarmCalibration.OfPermutations(histories, PermutedOrder.HeldOut, seed: 4, permutations: 200);
        AlarmCalibration.OfPermutations(histories, PermutedOrder.HeldOut, seed: 4, permutations: 200).ShouldBe(rate);
        (rate.Count, rate.Share < 0.15).ShouldBe((400, true));
    }

    [Fact]
    public void Permutations_OfBoth_LoseTheProxysRise()
    {
        // The proxy's rise is what lets the held-out reward's wavering raise the alarm: shuffled with it, there is none to speak of.
        EvaluationHistory[] histories = [.. Enumerable.Range(0, 5).Select(run => SimulatedRun.Create((ulong)run, step => 0.5 * step, _ => 0))];
        AlarmCalibration.OfPermutations(histories, PermutedOrder.Both, seed: 4, new OveroptimizationOptions { Level = 0.05 }, 100).Share
            .ShouldBeLessThan(
                AlarmCalibration.OfPermutations(histories, PermutedOrder.HeldOut, seed: 4, new OveroptimizationOptions { Level = 0.05 }, 100).Share);
    }

    [Fact]
    public void Calibration_OfNothing_IsRefused()
    {
        Should.Throw<ArgumentException>(() => AlarmCalibration.OfRuns([]));
        Should.Throw<ArgumentException>(() => AlarmCalibration.OfPermutations([], PermutedOrder.Both, seed: 0));
        Should.Throw<ArgumentOutOfRangeException>(
            () => AlarmCalibration.OfPermutations([SimulatedRun.Create(1, _ => 0, _ => 0)], PermutedOrder.Both, 0, permutations: 0));
        Should.Throw<ArgumentOutOfRangeException>(() => AlarmCalibration.OfPermutations([SimulatedRun.Create(1, _ => 0, _ => 0)], (PermutedOrder)9, 0));
    }

    private static double Slope(double[] scores)
    {
        var x = Enumerable.Range(0, scores.Length).Select(i => (double)i).ToArray();
        var (n, sumX, sumY) = (scores.Length, x.Sum(), scores.Sum());
        return ((n * x.Zip(scores, (a, b) => a * b).Sum()) - (sumX * sumY)) / ((n * x.Sum(a => a * a)) - (sumX * sumX));
    }

    // By way of the correlation: t = r sqrt((n - 2) / (1 - r^2)).
    private static double TrendPValue(int window, IReadOnlyList<PairedScores> evaluations, Func<PairedScores, double> mean)
    {
        double[] y = [.. evaluations.TakeLast(window).Select(mean)];
        double[] x = [.. Enumerable.Range(0, window).Select(i => (double)i)];
        var (centreX, centreY) = (x.Average(), y.Average());
        var r = x.Zip(y, (a, b) => (a - centreX) * (b - centreY)).Sum()
            / Math.Sqrt(x.Sum(a => (a - centreX) * (a - centreX)) * y.Sum(b => (b - centreY) * (b - centreY)));
        return StudentT.UpperTail(r * Math.Sqrt((window - 2) / ((1 - r) * (1 + r))), window - 2);
    }

    private static double PValue(double[] values)
    {
        var mean = values.Average();
        return StudentT.UpperTail(
            mean / Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1) / values.Length), values.Length - 1);
    }
}
