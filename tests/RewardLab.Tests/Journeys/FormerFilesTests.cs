using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace RewardLab.Tests.Journeys;

/// <summary>Files of version 0.1, kept in tests/TestSupport/Former, opened by the built program.</summary>
public sealed class FormerFilesTests : IDisposable
{
    private static readonly string Former = Path.Combine(Workplace.Repository, "tests", "TestSupport", "Former");
    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Run_OfFineTuning_IsListedShownAndReported()
    {
        Copy("finetuning", "kept");

        Ran("runs", "list", "--runs", "kept").Output.ShouldContain("completed");
        var shown = Ran("runs", "show", "last", "--runs", "kept").Output;
        shown.ShouldContain("ddpo.csx");
        Ran("report", "last", "--runs", "kept", "--to", "page.html");
        var page = File.ReadAllText(_place["page.html"]);
        page.ShouldContain("held-out Toybox truth");
        page.ShouldNotContain("judge/");
    }

    [Fact]
    public void Runs_OfFineTuning_AreComparedByTheirHeldOutRewards()
    {
        Copy("finetuning", "kept");
        Copy("finetuning", "other");
        var copied = Directory.GetDirectories(_place["other"]).Single();
        Directory.Move(copied, Path.Combine(_place["kept"], "20261129-233003-ddpo-d574"));

        var compared = Ran("runs", "compare", "d573", "d574", "--runs", "kept").Output;

        compared.ShouldContain("Toybox truth");
        compared.ShouldContain("fidelity");
    }

    [Theory]
    [InlineData("ddpo")]
    [InlineData("rwr")]
    public void Run_StoppedInTheMiddle_IsRefusedByItsVersionAndForcedEndsInTheFormerBytes(string algorithm)
    {
        Copy(Path.Combine("stopped", algorithm), "stopped");
        var expected = File.ReadAllLines(Path.Combine(Former, algorithm + ".resumed.sha256"))
            .Select(line => line.Split("  ./"))
            .ToDictionary(parts => parts[1], parts => parts[0]);

        File.Copy(Path.Combine(Former, algorithm + ".csx"), _place[algorithm + ".csx"]);

        // Another version may compute other bytes, so it asks first.
        var refused = _place.Run("runs", "resume", "last", "--runs", "stopped");
        refused.ExitCode.ShouldBe(1);
        refused.Error.TrimEnd('\n').Split('\n')[^1].ShouldContain("RewardLab was 0.1.0");
        Ran("runs", "resume", "last", "--runs", "stopped", "--force").Error.ShouldContain("resumes after epoch");

        // Another kind of processor rounds otherwise: then a run from the start ends in other bytes too, and there is nothing to compare with.
        Ran("run", algorithm + ".csx", "--threads", "1", "--seed", "3", "--runs", "whole");
        var sameMachine = expected.All(file => Hash("whole", file.Key) == file.Value);
        foreach (var (file, hash) in expected)
        {
            Hash("stopped", file).ShouldBe(sameMachine ? hash : Hash("stopped", file), file);
        }

        if (!sameMachine)
        {
            Assert.Skip("This machine computes other last bits than the one that made the files.");
        }
    }

    [Fact]
    public void BestOfN_Finished_IsShownAndItsSelectionIsCompared()
    {
        Copy("bestofn", "kept");
        Ran("runs", "show", "last", "--runs", "kept").Output.ShouldContain("best-of-n");
        Ran("report", "last", "--runs", "kept", "--to", "page.html");
        File.ReadAllText(_place["page.html"]).ShouldContain("Best of n");
    }

    [Fact]
    public void Experiment_WithFormerKeys_Runs()
    {
        File.Copy(Path.Combine(Former, "ddpo.yaml"), _place["ddpo.yaml"]);

        var run = Ran("run", "ddpo.yaml", "--threads", "1", "--runs", "kept");

        run.Output.ShouldContain("truth");
        var kept = File.ReadAllText(Path.Combine(Directory.GetDirectories(_place["kept"]).Single(), "experiment.yaml"));
        kept.ShouldContain("heldOut:");
        kept.ShouldNotContain("judges:");
    }

    [Fact]
    public void Experiment_WithAFormerComponent_RunsUnderItsPresentId()
    {
        File.Copy(Path.Combine(Former, "best-of-n.yaml"), _place["best-of-n.yaml"]);

        Ran("run", "best-of-n.yaml", "--threads", "1", "--runs", "kept", "--set", "optimizer.pool=4", "--set", "optimizer.counts=1,4");

        File.ReadAllText(Path.Combine(Directory.GetDirectories(_place["kept"]).Single(), "experiment.yaml")).ShouldContain("toybox-preference");
    }

    [Fact]
    public void Preset_WithFormerParameters_Runs()
    {
        File.Copy(Path.Combine(Former, "preset.yaml"), _place["preset.yaml"]);
        Ran("run", Path.Combine(Workplace.Repository, "recipes", "10-ddpo.csx"), "--preset", "preset.yaml", "--threads", "1", "--runs", "kept");
    }

    [Fact]
    public void Labels_OfAStudyAndOfItsExports_AreTheSame()
    {
        Copy("labels", "labels");
        var shown = Ran("study", "show", Path.Combine("labels", "labels.db")).Output;
        shown.ShouldMatch(@"16 +16 +16 +3 +48");
        var tables = new[] { "labels.db", "labels.csv", "labels.parquet" }
            .Select(file => Ran("bench", "run", Path.Combine("labels", file), "--images", Path.Combine("labels", "images")).Output)
            .ToArray();
        tables[0].ShouldMatch(@"labels +2 +1 +16 +0\.438");
        tables[1].ShouldBe(tables[2]);

        Ran("study", "export", Path.Combine("labels", "labels.db"), "--tia2", "tia2.json", "--csv", "labels.csv");
        Published(File.ReadAllText(_place["tia2.json"])).ShouldBe(Published(File.ReadAllText(Path.Combine(Former, "labels", "tia2.json"))));
        File.ReadAllLines(_place["labels.csv"]).Select(line => string.Join(',', line.Split(',')[..5]))
            .ShouldBe(File.ReadAllLines(Path.Combine(Former, "labels", "labels.csv")), "columns that tell images and annotators come after those of before");
    }

    [Fact]
    public void Labels_OfATia2Export_AreImported()
    {
        Copy("labels", "labels");
        Ran("study", "import", Path.Combine("labels", "labels.db"), Path.Combine("labels", "tia2.json"), "--as", "Ben").Output.ShouldContain("48 new labels");
    }

    [Fact]
    public void Comparisons_OfAStudy_AreShown()
    {
        Copy("comparisons", "comparisons");
        var shown = Ran("study", "show", Path.Combine("comparisons", "judgements.db")).Output;
        shown.ShouldContain("imagereward, best of 8");
        shown.ShouldContain("TextNorm, best of 8");
    }

    [Fact]
    public void Comparisons_OfARunsSelectedImages_AreMadeAnew()
    {
        Copy(Path.Combine("comparisons", "run"), "kept");
        Ran("judge", "last", "--runs", "kept", "--best-of", "8", "--to", "again.db", "--sit-in", "inspector=toybox-truth,toybox-fidelity@0.02", "--no-page");
        Ran("study", "show", "again.db").Output.ShouldContain("TextNorm, best of 8");
    }

    [Fact]
    public void Scores_OfAFormerCall_AreMeasured()
    {
        Copy("labels", "labels");
        Copy("score", "score");
        Ran("bench", "run", Path.Combine("labels", "labels.csv"), "--images", Path.Combine("labels", "images"), "--scores", Path.Combine("score", "scores.csv"))
            .Output.ShouldContain("TextNorm(toybox-chooser)");
    }

    // The fields that TIA2 publishes; those that tell the image and the annotators from others came later.
    private static string Published(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        foreach (var entry in root.Select(entry => entry.Value!.AsObject()))
        {
            foreach (var field in (string[])["file", "sha256", "annotators"])
            {
                entry.Remove(field);
            }
        }

        return root.ToJsonString();
    }

    private ProgramOutcome Ran(params string[] arguments)
    {
        var outcome = _place.Run(arguments);
        outcome.ExitCode.ShouldBe(0, $"{string.Join(' ', arguments)}: {outcome.Error}");
        return outcome;
    }

    private string Hash(string runs, string file) =>
        Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(Directory.GetDirectories(_place[runs]).Single(), file))));

    private void Copy(string folder, string to)
    {
        var source = Path.Combine(Former, folder);
        foreach (var path in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(_place[to], Path.GetRelativePath(source, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
