using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;
using RewardLab.Torch.Training.Rewards;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.Preferences.Tests;

public sealed class PreferenceTrainingTests : IDisposable
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    private readonly BrightnessWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Theory]
    [InlineData(TieTreatment.Half, 0)]
    [InlineData(TieTreatment.Half, 0.1)]
    [InlineData(TieTreatment.Skip, 0)]
    public void Run_PeopleWhoLikeBrightImages_IsLearnedAndHoldsOnUnseenPrompts(TieTreatment ties, double negativesWeight)
    {
        var run = new FolderRun(Path.Combine(_world.Folder, "run"));
        var folder = BrightnessWorld.Train(_world.Options with { Ties = ties, NegativesWeight = negativesWeight }, run, Cancellation);

        var (before, after) = (Test(run, "before"), Test(run, "after"));
        after.ShouldBeGreaterThan(0.9);
        before.ShouldBeLessThan(after - 0.1);
        run.Events.Single(e => e.Kind == "preferences.gain").Data["gain"].ShouldBeOfType<double>().ShouldBe(after - before, 1e-9);
        using var reward = TrainableRewards.Open(ModelFolder.Open(folder));
        File.ReadAllLines(Path.Combine(run.Folder, "preferences", "reward-test.csv")).Length.ShouldBe(1 + 3);
    }

    [Fact]
    public void Run_Twice_GivesTheSameBytes()
    {
        var (first, second) = (_world.Train(_world.Options, "a", Cancellation), _world.Train(_world.Options, "b", Cancellation));
        Weights(first).ShouldBe(Weights(second));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(45)]
    public void Run_StoppedAndResumed_GivesTheSameBytesAsOneNeverStopped(int step)
    {
        var whole = _world.Train(_world.Options, "whole", Cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var stopped = new FolderRun(Path.Combine(_world.Folder, "stopped")) { OnProgress = (_, done) => { if (done == step) { stop.Cancel(); } } };
        Should.Throw<OperationCanceledException>(() => BrightnessWorld.Train(_world.Options, stopped, stop.Token));

        Weights(_world.Train(_world.Options, "stopped", Cancellation)).ShouldBe(Weights(whole));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_LatestCheckpointDamaged_FallsBackToTheOneBeforeAndGivesTheSameBytes(bool isCut)
    {
        var whole = _world.Train(_world.Options, "whole", Cancellation);
        var stopped = Stop(45);
        var path = Checkpoints(stopped).MaxBy(File.GetLastWriteTimeUtc)!; // of step 45; the one before is of step 40
        var bytes = File.ReadAllBytes(path);
        bytes[^500] ^= 1;
        File.WriteAllBytes(path, isCut ? bytes[..^200] : bytes);

        var resumed = new FolderRun(stopped.Folder);
        Weights(BrightnessWorld.Train(_world.Options, resumed, Cancellation)).ShouldBe(Weights(whole));
        resumed.Lines.ShouldContain(line => line.Contains("is damaged: its hash does not match its contents. Resuming from the checkpoint before it."));
    }

    [Fact]
    public void Run_KilledWhileACheckpointIsWritten_ResumesFromTheOneBefore()
    {
        var whole = _world.Train(_world.Options, "whole", Cancellation);
        var written = 0;
        var killed = new FolderRun(Path.Combine(_world.Folder, "killed"))
        {
            OnCreate = (path, stream) => path.EndsWith(".checkpoint", StringComparison.Ordinal) && ++written == 3 ? new DyingStream(stream) : stream,
        };
        Should.Throw<IOException>(() => BrightnessWorld.Train(_world.Options, killed, Cancellation));

        var steps = new List<long>();
        var resumed = new FolderRun(killed.Folder) { OnProgress = (_, done) => steps.Add(done) };
        Weights(BrightnessWorld.Train(_world.Options, resumed, Cancellation)).ShouldBe(Weights(whole));
        steps[0].ShouldBe(21);
    }

    [Fact]
    public void Run_ResumedWithOtherSettings_NamesThemAndIsRefusedWithoutForce()
    {
        var stopped = Stop(15);
        Should.Throw<RewardLabException>(() => BrightnessWorld.Train(_world.Options with { LearningRate = 1e-3 }, new FolderRun(stopped.Folder), Cancellation))
            .Message
                .ShouldContain(
                    "the checkpoint was written with other settings: learningRate is 0.001, was 0.005. Restore them, or resume anyway with --force.");

        // Other choices under the same name.
        var text = File.ReadAllText(_world.Options.Preferences);
        File.WriteAllText(
            _world.Options.Preferences,
            text.Replace("\"preferred\":\"first\"", "\"preferred\":\"second\"", StringComparison.Ordinal)
                .Replace("\"preferred\": \"first\"", "\"preferred\": \"second\"", StringComparison.Ordinal));
        Should.Throw<RewardLabException>(() => BrightnessWorld.Train(_world.Options, new FolderRun(stopped.Folder), Cancellation))
            .Message.ShouldContain("preferences is \"");
        File.WriteAllText(_world.Options.Preferences, text);

        var forced = new FolderRun(stopped.Folder) { AllowsOtherSettings = true };
        BrightnessWorld.Train(_world.Options with { LearningRate = 1e-3, StepCount = 18 }, forced, Cancellation);
        forced.Lines.ShouldContain(line => line.Contains("resumes with other settings: learningRate is 0.001, was 0.005; stepCount is 18, was 60."));
    }

    [Fact]
    public void Run_OptionThatCannotChangeResults_ResumesWithAnother()
    {
        var whole = _world.Train(_world.Options, "whole", Cancellation);
        var stopped = Stop(15);
        var steps = new List<long>();
        var resumed = new FolderRun(stopped.Folder) { OnProgress = (_, done) => steps.Add(done) };
        Weights(BrightnessWorld.Train(_world.Options with { CheckpointInterval = 7, ImageCacheMegabytes = 0 }, resumed, Cancellation)).ShouldBe(Weights(whole));
        steps[0].ShouldBe(16);
    }

    [Fact]
    public void Run_StoppedWithAnEarlierVersion_ResumesAndGivesTheSameBytes()
    {
        var whole = _world.Train(_world.Options, "whole", Cancellation);
        var stopped = Stop(45);
        var latest = stopped.OpenCheckpoints("reward", new CheckpointSettings()).Read()!;
        WriteAsEarlierVersionsDid(latest, Path.Combine(stopped.Folder, "checkpoints", "reward.safetensors"));
        Array.ForEach(Checkpoints(stopped), File.Delete);

        var steps = new List<long>();
        var resumed = new FolderRun(stopped.Folder) { OnProgress = (_, done) => steps.Add(done) };
        Weights(BrightnessWorld.Train(_world.Options, resumed, Cancellation)).ShouldBe(Weights(whole));
        steps[0].ShouldBe(46);
    }

    [Fact]
    public void Run_InSmallParts_LearnsTheSame()
    {
        // Weights whose gradient is nought but for rounding wander by themselves under Adam: what is measured tells.
        var losses = Array.ConvertAll([0, 5], size =>
        {
            var run = new FolderRun(Path.Combine(_world.Folder, $"parts{size}"));
            BrightnessWorld.Train(_world.Options with { StepCount = 12, WarmupSteps = 0, ValidationShare = 0, MicroBatchSize = size }, run, Cancellation);
            return Array.ConvertAll(["before", "after"], moment => (double)Measured(run, moment).Data["loss"]!);
        });
        losses[1][0].ShouldBe(losses[0][0], 1e-4);
        losses[1][1].ShouldBe(losses[0][1], 2e-3);
        Math.Abs(losses[0][1] - losses[0][0]).ShouldBeGreaterThan(0.02);
    }

    [Fact]
    public void Run_NothingGetsBetter_StopsEarlyAndKeepsTheBest()
    {
        var run = new FolderRun(Path.Combine(_world.Folder, "run"));
        BrightnessWorld.Train(
            _world.Options with { StepCount = 2000, LearningRate = 0.05, EvaluationInterval = 5, Patience = 3, StopBy = StopCriterion.Accuracy },
            run,
            Cancellation);

        var end = run.Events.Single(e => e.Kind == "preferences.gain").Data;
        var (steps, kept) = ((long)end["steps"]!, (long)end["kept"]!);
        steps.ShouldBeLessThan(2000);
        (steps - kept).ShouldBe(15);
        var best = run.Events.Where(e => e.Kind == "preferences.measured" && (string)e.Data["moment"]! == "training").Max(e => (double)e.Data["accuracy"]!);
        run.Events.Single(e => e.Kind == "preferences.measured" && (string)e.Data["moment"]! == "after" && (string)e.Data["side"]! == "validation")
            .Data["accuracy"].ShouldBe(best);
    }

    [Fact]
    public void Run_NoWeightsBeatTheStart_DeliversTheStartAndSaysSo()
    {
        var run = new FolderRun(Path.Combine(_world.Folder, "run"));
        var folder = BrightnessWorld.Train(_world.Options with { StepCount = 6, WarmupSteps = 0, LearningRate = 1, EvaluationInterval = 2 }, run, Cancellation);

        run.Lines.ShouldContain(line => line.Contains("NO WEIGHTS BEAT THE START on the validation prompts, by loss: the result is the starting model"));
        run.Events.ShouldContain(e => e.Kind == "preferences.base");
        Weights(folder).ShouldBe(Weights(_world.Model));
    }

    [Fact]
    public void Run_NothingHeldOut_TrainsToTheEnd()
    {
        var run = new FolderRun(Path.Combine(_world.Folder, "run"));
        BrightnessWorld.Train(_world.Options with { ValidationShare = 0, TestShare = 0, StepCount = 3 }, run, Cancellation);
        run.Events.ShouldNotContain(e => e.Kind == "preferences.measured");
        run.Lines.ShouldContain(line => line.Contains("3 steps made; the weights of step 3 are kept"));
    }

    [Fact]
    public void Run_ImagesMissing_SaysHowManyAndWhichBeforeTraining()
    {
        File.Delete(Path.Combine(_world.Folder, "003.png"));
        var run = new FolderRun(Path.Combine(_world.Folder, "run"));
        var message = Should.Throw<RewardLabException>(() => BrightnessWorld.Train(_world.Options, run, Cancellation)).Message;
        message.ShouldContain("1 images that do not exist, such as '003.png'");
        run.Events.ShouldNotContain(e => e.Kind == "preferences.measured");
    }

    [Fact]
    public void Run_NoChoices_SaysWhichFile() =>
        Should.Throw<RewardLabException>(() => _world.Train(
            _world.Options with { Preferences = Path.Combine(_world.Folder, "none.jsonl") }, "run", Cancellation)).Message.ShouldContain("none.jsonl");

    [Fact]
    public void Run_TiesAloneAndSkipped_SaysWhatToDo()
    {
        using (var file = File.Create(_world.Preferences))
        {
            PreferenceFile.Write(file, _world.Pairs.Select(pair => pair with { Outcome = PreferenceOutcome.Tie }));
        }

        Should.Throw<RewardLabException>(() => _world.Train(_world.Options with { Ties = TieTreatment.Skip }, "run", Cancellation))
            .Message.ShouldContain("ties=half");
        var tied = new FolderRun(Path.Combine(_world.Folder, "tied"));
        BrightnessWorld.Train(_world.Options with { StepCount = 3 }, tied, Cancellation); // learns from them, which is little
        tied.Lines.ShouldContain(line => line.Contains("NOTHING TO LEARN FROM: every training preference is a tie"));
    }

    [Fact]
    public void Run_FrozenShare_LeavesTheLowerBlocksAsTheyWere()
    {
        var trained = _world.Train(_world.Options with { StepCount = 3, FrozenShare = 0.5 }, "run", Cancellation);
        using var before = SafetensorsFile.Open(Path.Combine(_world.Model, "model.safetensors"));
        using var after = SafetensorsFile.Open(Path.Combine(trained, "model.safetensors"));
        using var scope = TorchSharp.torch.NewDisposeScope();
        foreach (var (block, isSame) in new[] { (0, true), (1, false) })
        {
            var name = $"vision_model.encoder.layers.{block}.mlp.fc1.weight";
            after.Read(name).bytes.ToArray().SequenceEqual(before.Read(name).bytes.ToArray()).ShouldBe(isSame, name);
        }
    }

    private FolderRun Stop(int step)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var stopped = new FolderRun(Path.Combine(_world.Folder, "stopped")) { OnProgress = (_, done) => { if (done == step) { stop.Cancel(); } } };
        Should.Throw<OperationCanceledException>(() => BrightnessWorld.Train(_world.Options, stopped, stop.Token));
        return stopped;
    }

    private static string[] Checkpoints(FolderRun run) => Directory.GetFiles(Path.Combine(run.Folder, "checkpoints"), "*.checkpoint");

    // One file of safetensors, its state as text in the header.
    private static void WriteAsEarlierVersionsDid(Checkpoint checkpoint, string path)
    {
        using var scope = NewDisposeScope();
        using var state = JsonDocument.Parse(checkpoint.State);
        using var data = SafetensorsFile.Open(checkpoint.Path, checkpoint.DataOffset, checkpoint.DataLength);
        var notes = state.RootElement.EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetRawText(), StringComparer.Ordinal);
        notes["events"] = "0";
        SafetensorsWriter.Write(path, data.Tensors.Keys.ToDictionary(name => name, name => data.Read(name), StringComparer.Ordinal), notes);
    }

    private static double Test(FolderRun run, string moment) => (double)Measured(run, moment).Data["accuracy"]!;

    private static RunEvent Measured(FolderRun run, string moment) =>
        run.Events.Single(e => e.Kind == "preferences.measured" && (string)e.Data["moment"]! == moment && (string)e.Data["side"]! == "test");

    private static byte[] Weights(string folder) => File.ReadAllBytes(Path.Combine(folder, "model.safetensors"));
}
