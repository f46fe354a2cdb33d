using RewardLab.Evaluation.Checkpoints;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>The alarm in a run: rewards that change from evaluation to evaluation, so that it is known when it must be raised.</summary>
public sealed class AlarmTests : IDisposable
{
    private static readonly DdpoOptions Quick = TinyWorld.Ddpo with
    {
        Epochs = 10,
        EvaluationInterval = 1,
        EvaluationImages = 3,
        AlarmWindow = 4,
        AlarmLevel = 0.2,
        SaveTotalLimit = 0,
        SaveImages = false,
    };
    private readonly TinyWorld _world = new();
    private int _evaluations;

    [Fact]
    public void Mark_HeldOutRewardFallsAfterTheFifthEvaluation_NamesTheEpochTheRewardAndTheBestEpoch()
    {
        var run = Train(Quick, ["steady", "falling"]);
        var alarms = run.Events.Where(line => line.Kind == "finetune.alarm").ToArray();
        alarms.ShouldNotBeEmpty();
        alarms.ShouldAllBe(line => (string?)line.Data["heldOut"] == "falling" && line.Number("bestEpoch") == 4 && (string?)line.Data["action"] == "mark");
        run.Lines.ShouldContain(
            line => line.Contains("OVEROPTIMIZATION at epoch", StringComparison.Ordinal) && line.Contains("falling has fallen by", StringComparison.Ordinal));
        Epochs(run).ShouldBe(10);
    }

    [Fact]
    public void Mark_MonitorsAnotherHeldOutReward_StaysSilent() =>
        Train(Quick with { HeldOutReward = "steady" }, ["steady", "falling"]).Events.ShouldAllBe(line => line.Kind != "finetune.alarm");

    [Fact]
    public void Stop_HeldOutRewardFalls_EndsThereAndKeepsItsBestCheckpoint()
    {
        var run = Train(Quick with { Alarm = AlarmAction.Stop, Choose = CheckpointRule.HeldOut, HeldOutReward = "falling" }, ["steady", "falling"]);
        Epochs(run).ShouldBeLessThan(10);
        run.Events.Count(line => line.Kind == "finetune.alarm").ShouldBe(1);
        run.Events[^1].Number("chosen").ShouldBe(4);
        TinyWorld.Lora(run, "ddpo")
            .ShouldBe(File.ReadAllBytes(Path.Combine(run.Folder, "ddpo", "snapshots", "epoch-00004", "pytorch_lora_weights.safetensors")));
    }

    [Fact]
    public void Lower_HeldOutRewardFalls_HalvesTheLearningRateAtEachAlarm()
    {
        var run = Train(Quick with { Alarm = AlarmAction.Lower }, ["falling"]);
        var rates = run.Events.Where(line => line.Kind == "finetune.epoch").Select(line => line.Number("learningRate")).ToArray();
        var alarms = run.Events.Count(line => line.Kind == "finetune.alarm");
        alarms.ShouldBeGreaterThan(0);
        rates[0].ShouldBe(Quick.LearningRate);
        rates.Distinct().ShouldBe(Enumerable.Range(0, rates.Distinct().Count()).Select(halvings => Quick.LearningRate / Math.Pow(2, halvings)));
        rates[^1].ShouldBeLessThan(rates[0]);
    }

    public void Dispose() => _world.Dispose();

    private FolderRun Train(DdpoOptions options, string[] heldOutRewards)
    {
        _evaluations = 0;
        var run = _world.Run("run", onProgress: stage => _evaluations += stage.EndsWith("held-out", StringComparison.Ordinal) ? 1 : 0);

        // Each evaluation reports its progress twice, in batches of four of its six images.
        int Evaluation() => (_evaluations - 1) / 2;
        var proxy = new PixelReward("proxy", (red, _, _) => red + (0.1 * Evaluation()));
        TinyWorld.Optimise(options, run, proxy, TestContext.Current.CancellationToken, heldOutRewards: [.. heldOutRewards.Select(name => name == "steady"
            ? new PixelReward(name, static (red, _, _) => red)
            : new PixelReward(name, (red, _, _) => red - (0.1 * Math.Abs(Evaluation() - 4))))]);
        return run;
    }

    private static int Epochs(FolderRun run) => run.Events.Count(line => line.Kind == "finetune.epoch");
}
