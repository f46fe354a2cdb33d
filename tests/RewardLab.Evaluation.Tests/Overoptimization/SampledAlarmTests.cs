using RewardLab.Abstractions;
using RewardLab.Evaluation.Overoptimization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tests.Overoptimization;

public sealed class SampledAlarmTests(ITestOutputHelper output)
{
    private const int Trainings = 1000;
    private const int Windows = 60;
    private const int Prompts = 16;
    private const int ImagesPerPrompt = 2;

    [Fact]
    public void Evaluate_WhereTheProxyRisesAndTheHeldOutRewardFalls_IsRaised()
    {
        var result = SampledAlarm.Evaluate(Simulate(1, step => step, step => -step, 8))!;
        result.IsRaised.ShouldBeTrue();
        result.ProxySlope.ShouldBe(1, 0.3);
        result.HeldOutSlope.ShouldBe(-1, 0.3);
        (result.BestEvaluation, result.Evaluation, result.Clusters).ShouldBe((0, 7, Prompts));
        result.HeldOutDrop.ShouldBe(7, 1.5);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(-1, -1)]
    [InlineData(0, -1)]
    public void Evaluate_OfOtherTrends_IsNotRaised(int proxy, int heldOut) =>
        SampledAlarm.Evaluate(Simulate(1, step => proxy * step, step => heldOut * step, 8))!.IsRaised.ShouldBeFalse();

    [Fact]
    public void Evaluate_OfFewerWindowsThanItNeeds_IsNull() => SampledAlarm.Evaluate(Simulate(1, _ => 0, _ => 0, 4)).ShouldBeNull();

    [Fact]
    public void Evaluate_OfScoresThatStay_FindsNothing()
    {
        var same = SampledMean.Compute([0.1, 0.1, 0.1], [0, 1, 2]);
        var result = SampledAlarm.Evaluate([.. Enumerable.Repeat(new SampledScores(same, same), 6)])!;
        (result.ProxyPValue, result.HeldOutPValue, result.DropPValue, result.IsRaised).ShouldBe((1, 1, 1, false));
    }

    [Fact]
    public void Evaluate_OfSingleImages_CannotTell()
    {
        var windows = Enumerable.Range(0, 8).Select(step => new SampledScores(SampledMean.Compute([step], [0]), SampledMean.Compute([-step], [0])));
        SampledAlarm.Evaluate([.. windows])!.IsRaised.ShouldBeFalse();
    }

    [Fact]
    public void Compute_OfOnePrompt_GoesByImages()
    {
        SampledMean.Compute([1, 3], [7, 7]).ShouldBe(new SampledMean(2, 1, 2));
        SampledMean.Compute([1, 3, 8], [7, 7, 9]).ShouldBe(new SampledMean(5, 9, 2));
        Should.Throw<ArgumentException>(() => SampledMean.Compute([double.NaN], [0]));
    }

    [Fact]
    public void Alarm_WhereOnlyTheProxyRises_IsSeldomRaisedInAWholeTraining()
    {
        var raised = Enumerable.Range(0, Trainings).Count(seed => First(Simulate((ulong)seed, step => 0.5 * step, _ => 0, Windows)) >= 0);
        output.WriteLine($"false alarms in {raised} of {Trainings}");
        WilsonInterval.Compute(raised, Trainings).Upper.ShouldBeLessThan(0.02);
    }

    // In units of the images' whole deviation: that of prompts and that within them.
    [Theory]
    [InlineData(0.25, 0.98)]
    [InlineData(0.1, 0.4)]
    public void Alarm_WhereTheHeldOutRewardFalls_IsRaised(double loss, double min)
    {
        var firsts = Enumerable.Range(0, Trainings).Select(seed =>
            First(Simulate((ulong)seed, step => 0.5 * step, step => step < 30 ? 0 : -loss * Math.Sqrt(2) * (step - 30), Windows))).ToArray();
        output.WriteLine($"loss {loss}: caught {firsts.Count(first => first >= 30)}, early {firsts.Count(first => first is >= 0 and < 30)}, "
            + $"mean delay {firsts.Where(first => first >= 30).Average(first => first - 30):0.0}");
        (firsts.Count(first => first >= 30) / (double)Trainings).ShouldBeGreaterThan(min);
    }

    private static int First(SampledScores[] windows)
    {
        for (var count = 5; count <= windows.Length; count++)
        {
            if (SampledAlarm.Evaluate(windows[..count])!.IsRaised)
            {
                return count - 1;
            }
        }

        return -1;
    }

    // Each window has prompts of its own; the levels of prompts and the noise of images have deviation 1.
    private static SampledScores[] Simulate(ulong seed, Func<int, double> proxy, Func<int, double> heldOut, int windows)
    {
        var stream = SeedStream.Create(seed, "simulated-windows");
        var taken = 0L;
        return [.. Enumerable.Range(0, windows).Select(step => new SampledScores(Sample(proxy(step)), Sample(heldOut(step))))];

        SampledMean Sample(double trend)
        {
            double[] levels = [.. Enumerable.Range(0, Prompts).Select(_ => Normal())];
            int[] prompts = [.. Enumerable.Range(0, Prompts * ImagesPerPrompt).Select(image => image / ImagesPerPrompt)];
            return SampledMean.Compute([.. prompts.Select(prompt => trend + levels[prompt] + Normal())], prompts);
        }

        double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());

        double Uniform() => ((stream[taken++] >> 11) + 0.5) / (1UL << 53);
    }
}
