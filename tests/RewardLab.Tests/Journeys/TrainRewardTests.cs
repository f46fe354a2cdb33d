using RewardLab.Abstractions;
using RewardLab.Runs.Events;
using RewardLab.Runs.Images;
using RewardLab.Runs.Store;
using RewardLab.Tests.Checkpoints;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;

namespace RewardLab.Tests.Journeys;

/// <summary>Rewards trained on choices through the built program, from checkpoints in their published layout; stopped, killed and resumed.</summary>
public sealed class TrainRewardTests : IDisposable
{
    private const string Recipe =
        """
        var steps = Lab.Param("steps", 60, "how many");
        Lab.Algorithm("train-reward", new
        {
            model = "model", preferences = "choices.jsonl", stepCount = steps, batchSize = 6, learningRate = 1e-3, warmupSteps = 2, negativesWeight = 0.1,
            validationShare = 0.2, testShare = 0.2, evaluationInterval = 10, patience = 0, checkpointInterval = 7, averageDecay = 0.9,
        }).Run();
        """;

    private readonly Workplace _place = new();

    public TrainRewardTests()
    {
        TorchRuntime.Start();
        Directory.CreateDirectory(_place["model"]);
        for (var i = 0; i < 12; i++)
        {
            var noise = SeedStream.Create(3, "images").Child($"{i}");
            var image = new ImageBatch([.. Enumerable.Range(0, 40 * 40 * 3).Select(p => (byte)noise[p])], 1, 40, 40);
            using var file = File.Create(_place[$"{i}.png"]);
            ImageFiles.WritePng(file, image, 0);
        }

        string[] prompts = ["a red ball", "two cats", "the green table", "a ball", "cats", "the red table"];
        _place.Write("choices.jsonl", string.Concat(prompts.Select((prompt, i) =>
            $"{{\"prompt\": \"{prompt}\", \"first\": \"{i}.png\", \"second\": \"{i + 6}.png\", \"preferred\": \"{(i % 2 == 0 ? "first" : "second")}\"}}\n"
            + $"{{\"prompt\": \"{prompt}\", \"generations\": [\"{i}.png\", \"{(i + 1) % 12}.png\"], \"ranking\": [1, 1]}}\n")));
        _place.Write("train.csx", Recipe);
    }

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("clip", "pickscore")]
    [InlineData("imagereward", "imagereward")]
    [InlineData("blip2", "blip2")]
    public void Recipe_PublishedCheckpointAndChoices_GivesARewardThatScores(string kind, string reward)
    {
        Make(kind);

        var run = _place.Run(
            "run",
            Path.Combine(Workplace.Repository, "recipes", "03-train-reward.csx"),
            "--set",
            "preferences=choices.jsonl",
            "--set",
            "model=model",
            "--set",
            "stepCount=3",
            "--set",
            "batchSize=4",
            "--set",
            "microBatchSize=3");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Error.ShouldContain("preferences for training");
        run.Error.ShouldContain("reward, test, after: loss");
        var trained = Path.Combine(Directory.GetDirectories(_place["runs"]).ShouldHaveSingleItem(), "weights", "reward");

        var score = _place.Run("score", "--model", trained, "--images", "*.png", "--prompt", "a red ball", "--csv", "scores.csv");
        score.ExitCode.ShouldBe(0, score.Error);
        File.ReadAllLines(_place["scores.csv"]).Length.ShouldBe(13);
        _place.Run("score", "--reward", reward, "--set", $"{reward}.model={trained}", "--images", "0.png", "--prompt", "two cats").ExitCode.ShouldBe(0);
    }

    [Fact]
    public void Run_KilledAgainAndAgain_EndsInTheSameBytesAsOneNeverKilled()
    {
        Make("clip");
        _place.Run("run", "train.csx", "--threads", "1", "--runs", "whole").ExitCode.ShouldBe(0);
        var whole = Directory.GetDirectories(_place["whole"]).ShouldHaveSingleItem();

        using (var first = _place.Start("run", "train.csx", "--threads", "1", "--runs", "killed"))
        {
            first.WaitFor(() => Checkpoint() is not null, "the first checkpoint");
            first.Process.Kill();
            first.Process.WaitForExit();
        }

        _place.Run("runs", "list", "--runs", "killed").Output.ShouldContain("interrupted");
        using (var second = _place.Start("runs", "resume", "last", "--runs", "killed"))
        {
            var seen = Checkpoint();
            second.WaitFor(() => Checkpoint() != seen, "another checkpoint");
            second.Interrupt();
            var outcome = Workplace.End(second);
            outcome.ExitCode.ShouldBeOneOf(143, 0); // it may have come to its end before
            (outcome.Output + outcome.Error).ShouldContain(outcome.ExitCode == 143 ? "Resume it with 'rewardlab runs resume" : "completed");
        }

        if (new RunStore(_place["killed"], new ManualTime()).Find("last").Record!.Status != RunStatus.Completed)
        {
            _place.Run("runs", "resume", "last", "--runs", "killed").ExitCode.ShouldBe(0);
        }

        var killed = Directory.GetDirectories(_place["killed"]).ShouldHaveSingleItem();
        foreach (var file in (string[])["weights/reward/model.safetensors", "preferences/reward-test.csv"])
        {
            File.ReadAllBytes(Path.Combine(killed, file)).ShouldBe(File.ReadAllBytes(Path.Combine(whole, file)), file);
        }

        Essence(killed).ShouldBe(Essence(whole));
        _place.Run("runs", "resume", "last", "--runs", "killed").ErrorLine.ShouldContain("is completed");

        DateTime? Checkpoint() => Directory.Exists(_place["killed"])
            && Directory.GetFiles(_place["killed"], "reward-*.checkpoint", SearchOption.AllDirectories).FirstOrDefault() is { } path
                ? File.GetLastWriteTimeUtc(path)
                : null;
    }

    [Fact]
    public void Resume_RecipeChanged_IsRefusedAndForced()
    {
        _place.Write("fails.csx", "Lab.Log(\"once\");\nthrow new RewardLabException(\"not yet\");\n");
        _place.Run("run", "fails.csx").ExitCode.ShouldBe(1);
        _place.Write("fails.csx", "Lab.Log(\"once\");\nLab.Log(\"twice\");\n");

        var refused = _place.Run("runs", "resume", "last");
        refused.ExitCode.ShouldBe(1);
        refused.ErrorLine.ShouldContain("fails.csx has changed");
        refused.ErrorLine.ShouldContain("--force");
        _place.Run("runs", "resume", "last", "--force").ExitCode.ShouldBe(0);
        Essence(Directory.GetDirectories(_place["runs"]).ShouldHaveSingleItem()).Length.ShouldBe(4);
    }

    private static string[] Essence(string run) => [.. RunEvents.Read(run).Select(item => item.ToEssence())];

    private void Make(string kind)
    {
        using var module = kind switch
        {
            "clip" => (TorchSharp.torch.nn.Module)TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.QuickGelu),
            "imagereward" => TinyCheckpoints.ImageReward(_place["model"]),
            _ => TinyCheckpoints.Blip2(_place["model"]),
        };
    }
}
