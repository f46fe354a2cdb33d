#pragma warning disable xUnit1051 // Requests to a program on this machine end with it.

using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using RewardLab.Runs.Samples;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Web.Tests;

public sealed class LabelAndMeasureTests(GeneratedRunFixture generated) : IClassFixture<GeneratedRunFixture>, IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public async Task Run_LabelledAndMeasured_RanksItsRewardsByTwoCommands()
    {
        generated.CopyTo(_workplace, "kept");
        var early = _workplace.Run("bench", "run", "last", "--runs", "kept");
        early.ExitCode.ShouldBe(1);
        early.ErrorLine.ShouldContain("The images of the run in");
        string folder;
        using (var served = new ServedPages(_workplace, "label", "last", "--runs", "kept", "--only", "16"))
        {
            await LabelAsync(served, "Anna", item => item % 2 == 0 ? 1 : 0);
            await LabelAsync(served, "Ben", item => item % 2 == 0 ? 1 : item % 3 == 0 ? -1 : 0);
            var end = served.End();
            end.ExitCode.ShouldBe(0, end.Error);
            end.Output.ShouldContain("32 answers of 2 annotators are saved in");
            folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
            end.Output.ShouldContain($"Agreement of rewards: rewardlab bench run {folder}");
        }

        var measured = _workplace.Run("bench", "run", "last", "--runs", "kept");

        measured.ExitCode.ShouldBe(0, measured.Error);
        measured.Output.ShouldMatch(@"labels +2 +0 +16 ");
        measured.Output.ShouldContain("best first");
        foreach (var reward in (string[])["clip", "TextNorm(clip)", "truth", "one annotator against the others"])
        {
            measured.Output.ShouldContain($"\n{reward} ");
        }

        measured.Output.ShouldMatch(@"TextNorm\(clip\) +clip +AUROC ");

        // The labels in other hands: TIA2's format and Parquet measure the same.
        _workplace.Run("study", "export", "last", "--runs", "kept", "--tia2", "labels.json", "--parquet", "labels.parquet", "--csv", "labels.csv")
            .ExitCode.ShouldBe(0);
        foreach (var file in (string[])["labels.json", "labels.parquet", "labels.csv"])
        {
            _workplace.Run("bench", "run", file).Output.ShouldMatch(@"labels +2 +0 +16 ");
        }

        var labels = File.ReadAllText(_workplace["labels.csv"]);
        foreach (string[] target in new[]
        {
            ["--csv", "labels.csv"], ["--tia2", "labels.json"], ["--parquet", "labels.parquet"], (string[])["--answers", "labels.csv"],
        })
        {
            _workplace.Run(["study", "export", "last", "--runs", "kept", .. target])
                .ErrorLine.ShouldContain($"'{target[1]}' already exists. Replace it with --force, or name another file with {target[0]}.");
        }

        _workplace.Run("study", "export", "last", "--runs", "kept", "--tia2", "other.json", "--csv", "labels.csv", "--force").ExitCode.ShouldBe(0);
        File.ReadAllText(_workplace["labels.csv"]).ShouldBe(labels);

        // And with a reward that scores again, whose images are found by the study.
        var scored = _workplace.Run("bench", "run", "last", "--runs", "kept", "--reward", "toybox-pickscore");
        scored.ExitCode.ShouldBe(0, scored.Error);
        scored.Output.ShouldContain("toybox-pickscore");
        File.Exists(Path.Combine(folder, StudyLabels.FileName)).ShouldBeTrue();
    }

    [Fact]
    public async Task RewardAnnotator_OfALabellingStudy_StandsBesidePeople()
    {
        generated.CopyTo(_workplace, "kept");
        string[] label = ["label", "last", "--runs", "kept", "--only", "16", "--annotators-each", "1", "--reward-annotator", "inspector=toybox-truth@0.5"];
        var alone = _workplace.Run([.. label, "--no-page"]);
        alone.ExitCode.ShouldBe(0, alone.Error);
        alone.Output.ShouldContain("16 answers are saved in");
        using (var served = new ServedPages(_workplace, label))
        {
            await LabelAsync(served, "Anna", _ => 1);
            served.End().Output.ShouldContain("32 answers of 1 annotator and 1 reward are saved in");
        }

        // The run's own table knows which images are correct.
        var folder = Directory.GetDirectories(_workplace["kept"]).ShouldHaveSingleItem();
        var truths = SampleReader.ReadImages(folder).ToDictionary(sample => sample.Path, sample => sample.GroundTruth!.Value, StringComparer.Ordinal);
        var content = StudyContent.Read(Path.Combine(folder, StudyLabels.FileName));
        content.LatestOfRewards.Count.ShouldBe(16);
        content.LatestOfRewards.ShouldAllBe(
            kept => kept.Answer.Value == (truths[content.Items[(int)kept.Answer.Item - 1].First[0].Path] >= 0.5 ? 1 : 0));
        content.LatestOfRewards.Select(kept => kept.Answer.Value).Distinct().Count().ShouldBe(2);
        content.Latest.Count.ShouldBe(16, "the reward took nobody's seat");

        var agreement = content.LatestOfRewards.GroupBy(kept => content.Items[(int)kept.Answer.Item - 1].Prompt)
            .Average(prompt => prompt.Average(kept => kept.Answer.Value));
        var shown = _workplace.Run("study", "show", "last", "--runs", "kept");
        shown.Output.ShouldMatch(
            string.Create(CultureInfo.InvariantCulture, $@"inspector +reward +16 +16 +{agreement:0.000} "), "Anna, the majority, calls all of them good");
        shown.Output.ShouldMatch(@" 16 +16 +16 +1 +16 ", "the progress counts people");

        using var json = JsonDocument.Parse(_workplace.Run("study", "show", "last", "--runs", "kept", "--json").Output);
        var progress = json.RootElement.GetProperty("tables")[0].GetProperty("rows")[0];
        new[] { "items", "annotators", "answers" }.Select(name => progress.GetProperty(name).GetInt32()).ShouldBe([16, 1, 16]);
        using var links = JsonDocument.Parse(_workplace.Run("study", "links", "last", "--runs", "kept", "--json").Output);
        links.RootElement.GetProperty("isServed").GetBoolean().ShouldBeFalse();

        _workplace.Run("bench", "run", "last", "--runs", "kept").Output.ShouldMatch(@"labels +2 +\d+ +16 ", "its labels are none of the study's");
    }

    internal static async Task LabelAsync(ServedPages served, string name, Func<long, int> label)
    {
        using var client = ServedPages.Client();
        var page = await served.JoinAsync(client, name);
        while ((await client.GetFromJsonAsync<JsonElement>(new Uri(page, "next?count=8"))).GetProperty("items") is { } items && items.GetArrayLength() > 0)
        {
            foreach (var item in items.EnumerateArray().Select(item => item.GetProperty("id").GetInt64()))
            {
                using var reply = await client.PostAsJsonAsync(
                    new Uri(page, "answer"),
                    new { item, answers = new { match = label(item) }, key = $"key-{item:D6}", takenMs = 1500, clientTime = DateTimeOffset.UnixEpoch });
                reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
        }
    }
}
