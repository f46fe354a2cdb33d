using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Checkpoints;
using RewardLab.Torch.Policies;
using RewardLab.Algorithms.FineTuning.Checkpoints;
using RewardLab.Algorithms.FineTuning.Evaluation;
using RewardLab.Algorithms.FineTuning.Instruments;
using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Tests;

/// <summary>What a fine-tuning says of itself: rewards that are scripted by the evaluation, so that it is known what is required.</summary>
public sealed class OutcomeTests : IDisposable
{
    private static readonly PixelReward Red = new("red", static (red, _, _) => red);
    private static readonly DdpoOptions Quick = TinyWorld.Ddpo with
    {
        Epochs = 3,
        EvaluationInterval = 1,
        SaveImages = false,
        Choose = CheckpointRule.AboveBase,
    };
    private static readonly RwrOptions QuickRwr = TinyWorld.Rwr with { Choose = CheckpointRule.AboveBase };
    private readonly TinyWorld _world = new();
    private int _evaluations;

    [Fact]
    public void Run_RewardFallsFarBelowTheBase_ChoosesTheBaseDeliversNothingAndMarksTheCollapse()
    {
        var run = Train(Quick, static (red, evaluation) => red - (5 * evaluation));

        Directory.Exists(Path.Combine(run.Folder, "ddpo", "lora")).ShouldBeFalse();
        Event(run, "finetune.finished").ShouldContain("chosen=0 beatsBase=False isDelivered=False");
        Event(run, "finetune.base")
            .ShouldContain("NO CHECKPOINT BEATS THE BASE: at the best of them, epoch 1, 0 of 4 held-out images score above the base's and 4 below");
        Event(run, "finetune.collapse").ShouldContain("epoch=1 message=COLLAPSE at epoch 1: the reward has fallen from the base's");
        run.Lines.ShouldContain(line => line.Contains("NO CHECKPOINT BEATS THE BASE"));
        run.Lines.ShouldContain(line => line.Contains("COLLAPSE at epoch 1"));
        var history = History(run);
        history.GetProperty("chosen").GetInt32().ShouldBe(0);
        history.GetProperty("isDelivered").GetBoolean().ShouldBeFalse();
        history.GetProperty("collapses").EnumerateArray().Select(epoch => epoch.GetInt32()).ShouldBe([1, 2, 3]);
        history.GetProperty("findings")
            .EnumerateArray()
            .Select(finding => finding.GetProperty("kind").GetString())
            .ShouldBe(["finetune.collapse", "finetune.base"]);
        Directory.Exists(Path.Combine(run.Folder, "ddpo", "snapshots", "epoch-00001")).ShouldBeTrue();
    }

    [Fact]
    public void Run_RewardRises_DeliversTheBestAndSaysBy()
    {
        var run = Train(Quick, static (red, evaluation) => red + evaluation);
        Event(run, "finetune.finished").ShouldContain("chosen=1 beatsBase=True isDelivered=True");
        run.Lines.ShouldContain(line => line.Contains("chosen: epoch 1: 4 of 4 held-out images score above the base's and 0 below."));
        run.Events.ShouldNotContain(line => line.Kind == "finetune.base" || line.Kind == "finetune.collapse");
        TinyWorld.Lora(run, "ddpo").Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Run_LastIsAskedFor_DeliversItAndSaysThatItDoesNotBeatTheBase()
    {
        var run = Train(Quick with { Choose = CheckpointRule.Last }, static (red, evaluation) => red - (5 * evaluation));
        Event(run, "finetune.finished").ShouldContain("chosen=3 beatsBase=False isDelivered=True");
        run.Lines.ShouldContain(line => line.Contains(
            "chosen: epoch 3, the last: 0 of 4 held-out images score above the base's and 4 below. It does not beat the base; "
            + "it is delivered because of 'choose: last'."));
        TinyWorld.Lora(run, "ddpo").Length.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public void Run_HeldOutRewardIsHighestForTheBase_ChoosesTheBase()
    {
        var heldOutReward = new PixelReward("heldOut", (red, _, _) => red - Evaluation());
        var run = Train(Quick with { Choose = CheckpointRule.HeldOut }, static (red, evaluation) => red + evaluation, heldOutReward);
        Event(run, "finetune.finished").ShouldContain("chosen=0 beatsBase=False isDelivered=False");
        Event(run, "finetune.base").ShouldContain("at the best of them, epoch 1, heldOut gives the held-out images");
    }

    [Fact]
    public void Run_AnEarlierChoiceLiesThere_TakesItAway()
    {
        var run = Train(Quick with { Choose = CheckpointRule.Last }, static (red, evaluation) => red - (5 * evaluation));
        File.Exists(Path.Combine(run.Folder, "ddpo", "lora", "pytorch_lora_weights.safetensors")).ShouldBeTrue();
        TinyWorld.Optimise(
            Quick, _world.Run("run", run.Events), Reward(static (red, evaluation) => red - (5 * evaluation)), TestContext.Current.CancellationToken);
        Directory.Exists(Path.Combine(run.Folder, "ddpo", "lora")).ShouldBeFalse();
    }

    [Fact]
    public void Run_CollapseAndAlarmStop_EndsThere()
    {
        var run = Train(Quick with { Alarm = AlarmAction.Stop, Epochs = 6 }, static (red, evaluation) => red - (evaluation < 2 ? 0 : 5));
        run.Events.Count(line => line.Kind == "finetune.epoch").ShouldBe(2);
        Event(run, "finetune.collapse").ShouldContain("Training stops here.");
    }

    [Fact]
    public void Run_HeldOutScoreNotFinite_IsOneLineWithEpochAndPrompt()
    {
        var failure = Should.Throw<RewardLabException>(() => Train(Quick, static (red, evaluation) => evaluation < 2 ? red : double.NaN));
        failure.Message.ShouldContain("proxy gave a held-out image of \"a cat\" a score that is not finite, after epoch 2");
    }

    [Fact]
    public void Run_ConstantReward_SaysOnceThatThereIsNothingToLearnFromAndCountsTheEpochs()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(Quick, run, new PixelReward("flat", static (_, _, _) => 1), TestContext.Current.CancellationToken);
        run.Lines.Count(line => line.Contains("NOTHING TO LEARN FROM", StringComparison.Ordinal)).ShouldBe(1);
        run.Lines.ShouldContain(
            line => line.Contains("epoch 1 has NOTHING TO LEARN FROM, because every advantage is 0: flat gives all 6 images of 2 prompts the same reward, 1"));
        run.Lines.ShouldContain(line => line.Contains("in 3 of 3 epochs there was nothing to learn from"));
        History(run).GetProperty("findings").EnumerateArray().Count(finding => finding.GetProperty("kind").GetString() == "finetune.signal").ShouldBe(2);
    }

    [Theory]
    [InlineData(AdvantageNormalization.Group, "group")]
    [InlineData(AdvantageNormalization.FlowGroup, "flowGroup")]
    public void Run_OneImageAPromptInGroups_SaysWhatToSet(AdvantageNormalization normalization, string name)
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(Quick with { SamplesPerEpoch = 2, Normalization = normalization }, run, Red, TestContext.Current.CancellationToken);
        run.Lines.ShouldContain(line => line.Contains($"one image per prompt, and normalization '{name}' compares an image with the others of its prompt")
            && line.Contains("samplesPerEpoch to 4 or more"));
    }

    [Fact]
    public void Run_RewardsThatDiffer_SaysNothingOfThat()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(Quick, run, Red, TestContext.Current.CancellationToken);
        run.Events.ShouldNotContain(line => line.Kind == "finetune.signal");
        run.Events.Where(line => line.Kind == "finetune.epoch").ShouldAllBe(line => line.Number("advantage") > 0.1);
    }

    [Fact]
    public void Run_RwrByAConstantReward_SaysThatTheModelIsTrainedOnItself()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(QuickRwr, run, new PixelReward("flat", static (_, _, _) => 1), TestContext.Current.CancellationToken);
        Event(run, "finetune.signal").ShouldContain("flat gives all images of a prompt the same score");
        Directory.Exists(Path.Combine(run.Folder, "rwr", "lora")).ShouldBeFalse();
        var one = _world.Run("one");
        TinyWorld.Optimise(QuickRwr with { PoolSize = 1 }, one, Red, TestContext.Current.CancellationToken);
        Event(one, "finetune.signal").ShouldContain("each prompt has one image");
        var none = _world.Run("none");
        TinyWorld.Optimise(QuickRwr, none, new PixelReward("zero", static (_, _, _) => 0), TestContext.Current.CancellationToken);
        Event(none, "finetune.signal").ShouldContain("all 6 images have weight 0 by zero");
    }

    [Fact]
    public void Run_NoBetaBeatsTheBase_SaysSoAndDeliversNothing()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(QuickRwr with { Beta = [0, 0.5] }, run, new PixelReward("flat", static (_, _, _) => 1), TestContext.Current.CancellationToken);
        Event(run, "finetune.sweep").ShouldContain("best= isDelivered=False");
        run.Lines.ShouldContain(line => line.Contains("NO CHECKPOINT BEATS THE BASE, of any beta (0, 0.5)"));
        Directory.Exists(Path.Combine(run.Folder, "rwr", "lora")).ShouldBeFalse();
    }

    [Fact]
    public void Run_PromptPastTheTextEncodersLimit_IsSaidOnce()
    {
        var run = _world.Run("run");
        TinyWorld.Optimise(Quick, run, Red, TestContext.Current.CancellationToken, prompts: ["a cat", "two enormous balls on a sunny beach"]);
        run.Lines.Count(line => line.Contains(
            "of \"two enormous balls on a sunny beach\" are beyond the model's limit and do not count", StringComparison.Ordinal)).ShouldBe(1);
        run.Lines.ShouldNotContain(line => line.Contains("\"a cat\"", StringComparison.Ordinal));
        Event(run, "finetune.prompt").ShouldContain("two enormous balls");
    }

    [Fact]
    public void AlarmState_HeldOutRewardLeftOutOfAnEvaluation_SaysThatItCouldNotBeRaised()
    {
        var state = new TrainingState
        {
            Evaluations = [.. Enumerable.Range(0, 9).Select(epoch => EvaluationOf(epoch, [1, 1], kl: 0, epoch == 3 ? [] : [("heldOut", [1, 1])]))],
        };
        var alarm = AlarmState.From(Quick with { Alarm = AlarmAction.Mark, AlarmWindow = 5 }, state, ["heldOut"], promptCount: 2);
        alarm.CouldBeRaised.ShouldBeFalse();
        alarm.Message.ShouldContain("no held-out reward gave finite scores in every evaluation");
    }

    [Theory]
    [InlineData(5, 4, AlarmAction.Mark, 2, 1, false, "it needs 5 evaluations, but there were 4")]
    [InlineData(5, 5, AlarmAction.Mark, 2, 1, true, "was not raised, in 1 evaluation that could have raised it")]
    [InlineData(5, 7, AlarmAction.Mark, 2, 1, true, "was not raised, in 3 evaluations that")]
    [InlineData(5, 9, AlarmAction.Off, 2, 1, false, "it is off")]
    [InlineData(5, 9, AlarmAction.Mark, 2, 0, false, "there is no held-out reward")]
    [InlineData(5, 9, AlarmAction.Mark, 1, 1, false, "it compares prompts, and there is only one")]
    public void AlarmState_NotRaised_SaysWhetherItCouldHaveBeen(
        int window,
        int evaluations,
        AlarmAction action,
        int prompts,
        int heldOutRewards,
        bool could,
        string expected)
    {
        var state = new TrainingState
        {
            Evaluations = [.. Enumerable.Range(0, evaluations).Select(epoch => EvaluationOf(epoch, [1, 1], kl: 0, ("heldOut", [1, 1])))],
        };
        var alarm = AlarmState.From(Quick with { Alarm = action, AlarmWindow = window }, state, [.. Enumerable.Repeat("heldOut", heldOutRewards)], prompts);
        alarm.CouldBeRaised.ShouldBe(could);
        alarm.IsRaised.ShouldBeFalse();
        alarm.Message.ShouldContain(expected);
    }

    [Fact]
    public void Problem_KlExplodes_IsNamedThoughTheRewardRises()
    {
        var watch = new CollapseWatch(Quick, _world.Run("run"), [0, 0]);
        var first = EvaluationOf(0, [1, 2], kl: 0);
        watch.Problem(EvaluationOf(1, [2, 3], kl: 100), first).ShouldBeNull(); // steps of a tenth of their noise: 2 * 100 / (2 * 1000) = .1
        watch.Problem(EvaluationOf(1, [2, 3], kl: 4000), first)
            .ShouldNotBeNull()
            .ShouldContain("exploded to 4e+03 nats: an average denoising step is 2.0 standard deviations");
        watch.Problem(EvaluationOf(1, [2, 3], kl: double.NaN), first).ShouldNotBeNull().ShouldContain("not finite");
    }

    [Fact]
    public void Watch_KlFirstAndTheRewardLater_IsSaidTwiceAndNotAgain()
    {
        var run = _world.Run("run");
        var watch = new CollapseWatch(Quick, run, [0, 0]);
        var state = new TrainingState();
        foreach (var evaluation in new[]
        {
            EvaluationOf(0, [1, 2], kl: 0),
            EvaluationOf(1, [1, 2], kl: 4000),
            EvaluationOf(2, [1, 2], kl: 4000),
            EvaluationOf(3, [-5, -5], kl: 4000),
            EvaluationOf(4, [-5, -5], kl: 4000),
        })
        {
            state.Evaluations.Add(evaluation);
            watch.Watch(state);
        }

        state.Collapses.ShouldBe([1, 2, 3, 4]);
        state.Findings.Select(finding => finding.Epoch).ShouldBe([1, 3]);
        state.Findings[1].Message.ShouldContain("the reward has fallen from the base's 1.5 to -5");
    }

    public void Dispose() => _world.Dispose();

    private static EvaluationRecord EvaluationOf(int epoch, double[] proxy, double kl, params (string Reward, double[] Scores)[] heldOut) => new()
    {
        Epoch = epoch,
        Proxy = proxy,
        HeldOut = heldOut.ToDictionary(one => one.Reward, one => one.Scores),
        KlOfSteps = [kl, 0],
        LatentSize = 1000,
    };

    // The four held-out images are generated in one batch, which reports its progress once.
    private FolderRun Train(FineTuningOptions options, Func<double, int, double> score, PixelReward? heldOutReward = null)
    {
        _evaluations = 0;
        var run = _world.Run("run", onProgress: stage => _evaluations += stage.EndsWith("held-out", StringComparison.Ordinal) ? 1 : 0);
        TinyWorld.Optimise(options, run, Reward(score), TestContext.Current.CancellationToken, heldOutRewards: heldOutReward is null ? null : [heldOutReward]);
        return run;
    }

    private PixelReward Reward(Func<double, int, double> score) => new("proxy", (red, _, _) => score(red, Evaluation()));

    private int Evaluation() => Math.Max(0, _evaluations - 1);

    private static string Event(FolderRun run, string kind) => run.Events.Where(line => line.Kind == kind).ShouldHaveSingleItem().ToString();

    private static JsonElement History(FolderRun run)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(run.Folder, "ddpo", "history.json")));
        return document.RootElement.Clone();
    }
}
