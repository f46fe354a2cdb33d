using System.Text.Json;
using Parquet;
using RewardLab.Abstractions;
using RewardLab.Runs.Scores;

namespace RewardLab.Runs.Tests.Scores;

public sealed class ScoreJournalTests : IDisposable
{
    private static readonly ScorePlan Plan = new(["a cat", "a \"dog\", big"], ["clip", "TextNorm(clip)"], "options");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Resume_AfterAnEndInTheMiddleOfALine_KeepsTheWholeOnes()
    {
        using (var journal = ScoreJournal.Create(_folder["j"], Plan))
        {
            journal.Append(Image("a.png"));
            journal.Append(new ScoredImage("bad.png", null, "is not an image"));
        }

        var whole = File.ReadAllBytes(_folder["j"]);
        File.WriteAllBytes(_folder["j"], [.. whole, .. "{\"Image\":\"c.png\",\"Sco"u8]);
        using (var journal = ScoreJournal.Resume(_folder["j"], Plan))
        {
            journal.Finished.ShouldBe(["a.png", "bad.png"], ignoreOrder: true);
            journal.Append(Image("b.png"));
            journal.Read(["b.png", "c.png", "a.png", "bad.png"]).Select(image => image.Image).ShouldBe(["b.png", "a.png", "bad.png"]);
            journal.Read(["a.png"]).Single().Scores.ShouldBe(Image("a.png").Scores);
            journal.Read(["bad.png"]).Single().Error.ShouldBe("is not an image");
        }
    }

    [Fact]
    public void Resume_AtEveryCut_LosesOnlyTheLineThatWasCut()
    {
        using (var journal = ScoreJournal.Create(_folder["j"], Plan))
        {
            journal.Append(Image("a.png"));
            journal.Append(Image("b.png"));
        }

        var bytes = File.ReadAllBytes(_folder["j"]);
        for (var length = 0; length <= bytes.Length; length++)
        {
            File.WriteAllBytes(_folder["j"], bytes[..length]);
            var lines = bytes[..length].Count(b => b == (byte)'\n');
            if (lines == 0)
            {
                Should.Throw<RewardLabException>(() => ScoreJournal.Resume(_folder["j"], Plan));
            }
            else
            {
                using var journal = ScoreJournal.Resume(_folder["j"], Plan);
                journal.Finished.Count.ShouldBe(lines - 1);
            }
        }
    }

    [Fact]
    public void Resume_OtherPlan_IsRefused()
    {
        ScoreJournal.Create(_folder["j"], Plan).Dispose();

        Should.Throw<RewardLabException>(() => ScoreJournal.Resume(_folder["j"], Plan with { Prompts = ["a cat"] }))
            .Message.ShouldContain("other rewards, options or prompts");
        Should.Throw<RewardLabException>(() => ScoreJournal.Resume(_folder["none"], Plan)).Message.ShouldContain("nothing to resume");
        File.WriteAllText(_folder["odd"], "{}\n");
        Should.Throw<RewardLabException>(() => ScoreJournal.Resume(_folder["odd"], Plan)).Message.ShouldContain("is not a list of scores");
    }

    [Fact]
    public async Task Files_AllThreeKinds_HoldTheSameRows()
    {
        ScoredImage[] images = [Image("a, 1.png"), new("bad.png", null, "bad"), Image("b.png")];

        ScoreFiles.WriteCsv(_folder["s.csv"], Plan, images);
        ScoreFiles.WriteJson(_folder["s.json"], Plan, images);
        ScoreFiles.WriteParquet(_folder["s.parquet"], Plan, images);

        (await File.ReadAllTextAsync(_folder["s.csv"], TestContext.Current.CancellationToken)).ShouldBe("""
            image,prompt,clip,TextNorm(clip)
            "a, 1.png",a cat,0.1,0.2
            "a, 1.png","a ""dog"", big",-3E-08,0.4
            b.png,a cat,0.1,0.2
            b.png,"a ""dog"", big",-3E-08,0.4

            """.ReplaceLineEndings("\n"));
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(_folder["s.json"], TestContext.Current.CancellationToken));
        json.RootElement.GetArrayLength().ShouldBe(4);
        json.RootElement[3].GetProperty("scores").GetProperty("TextNorm(clip)").GetSingle().ShouldBe(0.4f);
        await using var reader = await ParquetReader.CreateAsync(
            File.OpenRead(_folder["s.parquet"]), leaveStreamOpen: false, cancellationToken: TestContext.Current.CancellationToken);
        reader.Schema.Fields.Select(field => field.Name).ShouldBe(["image", "prompt", "clip", "TextNorm(clip)"]);
        reader.Metadata!.NumRows.ShouldBe(4);
    }

    [Fact]
    public async Task Files_OfSharesThatRoundToOne_KeepWhatOrdersThem()
    {
        var plan = Plan with { Prompts = ["a cat"] };
        ScoredImage[] images =
        [
            .. new[] { 50.0, 900, -3 }.Select((odds, i) => new ScoredImage($"{i}.png", [i, 1 / (1 + Math.Exp(-odds))]) { OrderKeys = [i, odds] }),
        ];
        using (var journal = ScoreJournal.Create(_folder["j"], plan))
        {
            Array.ForEach(images, journal.Append);
            ScoreFiles.WriteCsv(_folder["s.csv"], plan, journal.Read(["0.png", "1.png", "2.png"]));
            ScoreFiles.WriteJson(_folder["s.json"], plan, journal.Read(["0.png", "1.png", "2.png"]));
            ScoreFiles.WriteParquet(_folder["s.parquet"], plan, journal.Read(["0.png", "1.png", "2.png"]));
        }

        File.ReadAllLines(_folder["s.csv"]).ShouldBe(
            ["image,prompt,clip,TextNorm(clip),TextNorm(clip) order", "0.png,a cat,0,1,50", "1.png,a cat,1,1,900", "2.png,a cat,2,0.04742587317756678,-3"]);
        foreach (var file in new[] { "s.csv", "s.json", "s.parquet" })
        {
            var scores = BenchmarkScores.Read(_folder[file]);
            scores.Rewards.ShouldBe(["clip", "TextNorm(clip)"]);
            string[] order = [.. new[] { "0.png", "1.png", "2.png" }.OrderBy(image => scores.Find("a cat", image)![1])];
            order.ShouldBe(["2.png", "0.png", "1.png"], customMessage: file);
        }

        // Where nothing rounds no column is added.
        ScoreFiles.WriteCsv(_folder["t.csv"], plan, [images[2]]);
        (await File.ReadAllLinesAsync(_folder["t.csv"], TestContext.Current.CancellationToken))[0].ShouldBe("image,prompt,clip,TextNorm(clip)");
    }

    private static ScoredImage Image(string name) => new(name, [0.1f, 0.2f, -3e-8f, 0.4f]);
}
