using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace RewardLab.Web.Tests;

/// <summary>Studies on a disk that cannot be written: everything that reads works, and what would write says why it does not.</summary>
public sealed class ReadOnlyStudyTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Study_OnADiskThatCannotBeWritten_IsShownAndExported(bool isKilled)
    {
        Assert.SkipUnless(TmuxScreen.MayMount, "this user may not mount file systems");
        TestImages.Write(_workplace, "images", 4);
        using (var served = new ServedPages(_workplace, "label", "images"))
        {
            using var client = ServedPages.Client();
            var page = await served.JoinAsync(client, "Anna");
            foreach (var item in (long[])[1, 2, 3])
            {
                using var reply = await client.PostAsJsonAsync(
                    new Uri(page, "answer"),
                    new { item, answers = new { match = item == 2 ? 0 : 1 }, key = $"key-{item:D6}", takenMs = 1500 },
                    TestContext.Current.CancellationToken);
                reply.StatusCode.ShouldBe(HttpStatusCode.OK);
            }

            // Killed, its answers are in the log beside the file, which nobody can fold in there.
            if (isKilled)
            {
                served.Program.KillAtOnce();
                new FileInfo(_workplace["images/labels.db-wal"]).Length.ShouldBeGreaterThan(0);
            }
            else
            {
                served.End().ExitCode.ShouldBe(0);
            }
        }

        var files = Directory.GetFiles(_workplace["images"]).Order(StringComparer.Ordinal).ToArray();

        var shown = _workplace.RunReadOnly("images", "study", "show", "images");
        var json = _workplace.RunReadOnly("images", "study", "show", "images", "--json");
        var exported = _workplace.RunReadOnly(
            "images", "study", "export", "images", "--csv", "labels.csv", "--answers", "answers.csv", "--tia2", "tia2.json", "--label-studio", "tasks.json",
            "--parquet", "labels.parquet");
        var links = _workplace.RunReadOnly("images", "study", "links", "images");
        var measured = _workplace.RunReadOnly("images", "bench", "run", "labels.csv");

        shown.ExitCode.ShouldBe(0, shown.Error);
        shown.Output.ShouldContain("Anna");
        json.ExitCode.ShouldBe(0, json.Error);
        using var document = JsonDocument.Parse(json.Output);
        document.RootElement.GetProperty("tables")[0].GetProperty("rows")[0].GetProperty("answers").GetInt32().ShouldBe(3);
        exported.ExitCode.ShouldBe(0, exported.Error);
        File.ReadAllLines(_workplace["answers.csv"]).Length.ShouldBe(1 + 3);
        File.ReadAllLines(_workplace["labels.csv"]).Length.ShouldBe(1 + 3);
        foreach (var name in (string[])["tia2.json", "tasks.json", "labels.parquet"])
        {
            new FileInfo(_workplace[name]).Length.ShouldBeGreaterThan(0, name);
        }

        links.ExitCode.ShouldBe(0, links.Error);
        links.Output.ShouldContain("Anna: http://127.0.0.1:");
        measured.ExitCode.ShouldBe(0, measured.Error);
        foreach (var arguments in (string[][])
        [
            ["study", "change", "images", "--close", "1"],
            ["study", "links", "images", "--renew", "Anna"],
            ["study", "export", "images", "--csv", "images/labels.csv"],
            ["label", "images", "--no-page", "--reward-annotator", "inspector=toybox-truth@0.5"],
        ])
        {
            var refused = _workplace.RunReadOnly("images", arguments);
            refused.ExitCode.ShouldBe(1, string.Join(' ', arguments));
            refused.ErrorLine.ShouldContain("cannot", Case.Insensitive, string.Join(' ', arguments));
        }

        Directory.GetFiles(_workplace["images"]).Order(StringComparer.Ordinal).ShouldBe(files);
    }
}
