using RewardLab.Abstractions;
using RewardLab.Evaluation.Histories;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>What a training tells of its evaluations while it runs.</summary>
public sealed class EvaluationEventTests : IDisposable
{
    private static readonly string[] SixPrompts = ["a cat", "two balls", "a dog", "three cups", "a fish", "four birds"];

    private readonly TinyWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Fact]
    public void Evaluation_OfFivePromptsOrMore_TellsTheIntervalThatItsHistoryGives()
    {
        var (told, history) = Train(SixPrompts);

        told.Length.ShouldBe(history.Evaluations.Count);
        foreach (var (metrics, evaluation) in told.Zip(history.Evaluations))
        {
            ShouldBe(metrics.Single(metric => metric.Role == MetricRole.Proxy), evaluation.Proxy, ValueRange.Unbounded);
            ShouldBe(metrics.Single(metric => metric.Name == "share"), evaluation.HeldOut["share"], ValueRange.Share);
            ShouldBe(metrics.Single(metric => metric.Name == "lead"), evaluation.HeldOut["lead"], ValueRange.Unbounded);
            metrics.Where(metric => metric.Role is not (MetricRole.Proxy or MetricRole.HeldOut)).ShouldAllBe(metric => metric.Lower == null);
        }

        static void ShouldBe(RunMetric metric, IReadOnlyList<double> scores, ValueRange range)
        {
            var expected = ConfidenceInterval.OfMean([.. scores.Chunk(2).Select(prompt => prompt.Average())], range);
            metric.Value.ShouldBe(expected.Mean, 1e-9);
            (metric.Lower, metric.Upper).ShouldBe((expected.Lower, expected.Upper));
            metric.Lower.ShouldNotBeNull().ShouldBeLessThan(metric.Upper!.Value);
        }
    }

    [Fact]
    public void Evaluation_OfFewerPrompts_TellsMeansAlone() =>
        Train(TinyWorld.Prompts).Told.ShouldAllBe(metrics => metrics.All(metric => metric.Lower == null && metric.Upper == null));

    private (RunMetric[][] Told, FineTuningHistory History) Train(string[] prompts)
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(
            TinyWorld.Ddpo,
            run,
            new PixelReward("red", static (red, _, _) => red),
            TestContext.Current.CancellationToken,
            heldOutRewards: [new PixelReward("share", static (_, green, _) => green), new PixelReward("lead", static (red, _, blue) => blue - red)],
            prompts: prompts);
        return (
            [.. run.Records.Where(record => record.Kind == EventKinds.FineTuningEvaluation).Select(record => record.Metrics.ToArray())],
            FineTuningHistory.Parse(File.ReadAllText(Path.Combine(run.Folder, TinyWorld.Ddpo.Name, FineTuningHistory.FileName))));
    }
}
