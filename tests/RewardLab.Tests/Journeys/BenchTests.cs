using System.Globalization;
using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

public sealed class BenchTests : IDisposable
{
    private static readonly string[] Metrics = ["auroc", "auprc", "ap5", "ap10", "ap25", "spearman", "kendall"];

    private readonly Workplace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Published_ASmallFolder_PrintsItsMeansAndPairedTests()
    {
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8), ("b", 0.2, 0.8, 0.9));
        Write("counting", "textnorm_ur", ("c", 0.5, 0.7, 0.6));
        Write("composition", "textnorm_mean", ("d", 0.5, 0.5, 0.9));

        var run = _place.Run("bench", "tia2", "published", "--data", "tia2", "--csv", "tables");

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("PickScore    0.700 [-]"); // comprehensive: .6 and .8
        run.Output.ShouldContain("All 4 prompts pooled");
        run.Output.ShouldContain("TextNorm     0.800 "); // .8, .9, .6, .9
        run.Output.ShouldContain("an upper bound, not a protocol");
        Directory.GetFiles(_place["tables"]).Length.ShouldBe(8);
        File.ReadAllText(Directory.GetFiles(_place["tables"], "07-*").Single()).ShouldContain("PickScore,AUROC,");
    }

    [Fact]
    public void Published_AsJson_IsTheTablesOfItsCsv()
    {
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8), ("b", 0.2, 0.8, 0.9), ("e", 0.5, 0.5, 0.7), ("f", 0.5, 0.5, 0.6), ("g", 0.5, 0.5, 1));
        Write("counting", "textnorm_ur", ("c", 0.5, 0.7, 0.6));
        Write("composition", "textnorm_mean", ("d", 0.5, 0.5, 0.9));

        var run = _place.Run("bench", "tia2", "published", "--data", "tia2", "--csv", "tables", "--json");

        run.ExitCode.ShouldBe(0, run.Error);
        using var document = JsonDocument.Parse(run.Output);
        var tables = document.RootElement.GetProperty("tables").EnumerateArray().ToArray();
        tables.Length.ShouldBe(Directory.GetFiles(_place["tables"]).Length);
        var pooled = tables.First(table => table.GetProperty("title").GetString()!.StartsWith("All 7 prompts pooled", StringComparison.Ordinal));
        var auroc = pooled.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("reward").GetString() == "TextNorm").GetProperty("AUROC");
        auroc.GetProperty("value").GetDouble().ShouldBe(5.5 / 7, 1e-12);
        auroc.GetProperty("n").GetInt32().ShouldBe(7);
        auroc.GetProperty("low").GetDouble().ShouldBeInRange(0.5, 5.5 / 7);
        auroc.GetProperty("high").GetDouble().ShouldBeInRange(5.5 / 7, 1);
        auroc.GetProperty("text").GetString()!.ShouldMatch(@"^0\.786 \[0\.\d\d, 0\.\d\d\]$");
        var single = tables.SelectMany(table => table.GetProperty("rows").EnumerateArray()).First(
            row => row.TryGetProperty("AUROC", out var cell) && cell.GetProperty("n").GetInt32() == 1);
        single.GetProperty("AUROC").GetProperty("low").ValueKind.ShouldBe(JsonValueKind.Null, "one prompt has no interval");
    }

    [Fact]
    public void Published_WithTheAuthorsFiles_AddsTextNormOfSingleRewardsAndSaysOnHowManyPrompts()
    {
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8));
        Write("counting", "textnorm_ur", ("c", 0.5, 0.7, 0.6));
        Write("composition", "textnorm_mean", ("d", 0.5, 0.5, 0.9));
        var without = _place.Run("bench", "tia2", "published", "--data", "tia2");
        without.Error.ShouldContain("--authors DIR");
        without.Output.ShouldNotContain("TextNorm(PickScore)");

        foreach (var (file, prompt) in new[] { ("open100", "a"), ("counting", "c"), ("composition", "d") })
        {
            var rewards = new[] { ("ir_softmax_best", 0.65), ("ps_softmax_best", 0.75), ("mean_best", 0.8), ("uw_best", 0.9) }
                .Select(
                    reward => string.Create(CultureInfo.InvariantCulture, $"\"{reward.Item1}\": {{{Values(reward.Item2)}, \"scale\": 10.0, \"lambda\": 1.0}}"));
            _place.Write($"tia2/authors/data_meta_{file}.json", $"{{\"{prompt}\": {{\"human\": 0.5, {string.Join(", ", rewards)}}}}}");
        }

        var run = _place.Run("bench", "tia2", "published", "--data", "tia2");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("TIA2 counting, TextNorm of single rewards on the 1 prompts of the authors' experiments");
        run.Output.ShouldContain("1 prompts are in this file; the authors' own has 30, so these are not their numbers.");
        run.Output.ShouldContain("an oracle, not a protocol");
        run.Output.ShouldContain("Chosen for TextNorm(PickScore): s 10 in 1");
        Cells(run.Output[run.Output.IndexOf("TIA2 counting, TextNorm of", StringComparison.Ordinal)..], "TextNorm(PickScore)")[1].ShouldStartWith("0.750");

        _place.Write("tia2/authors/data_meta_open100.json", "{\"a\": {\"human\": 0.5, \"ir_softmax_best\"");
        _place.Run("bench", "tia2", "published", "--data", "tia2").ErrorLine.ShouldContain("data_meta_open100.json: not valid JSON");
        File.Delete(_place["tia2/authors/data_meta_open100.json"]);
        _place.Run("bench", "tia2", "published", "--data", "tia2")
            .ErrorLine.ShouldContain("data_meta_open100.json is missing; --authors needs the folder of the authors' own files");
        _place.Run("bench", "tia2", "published", "--data", "tia2", "--authors", "nowhere").ErrorLine.ShouldContain("There is no folder 'nowhere'");
    }

    [Fact]
    public void Published_FileMissingOrBroken_IsOneLine()
    {
        _place.Run("bench", "tia2", "published", "--data", "nowhere").ErrorLine.ShouldContain("There is no folder 'nowhere'");
        Write("comprehensive", "textnorm_ur", ("a", 0.5, 0.6, 0.8));
        _place.Run("bench", "tia2", "published", "--data", "tia2").ErrorLine.ShouldContain("alignment_scores_counting.json is missing");
        _place.Write("tia2/alignment_scores/alignment_scores_comprehensive.json", "{\"a\": {\"human\": 0.5}}");
        var broken = _place.Run("bench", "tia2", "published", "--data", "tia2");
        broken.ExitCode.ShouldBe(1);
        broken.ErrorLine.ShouldContain("\"a\": there are no scores of clip");
    }

    [Fact]
    public void Run_LabelsAlone_ShowsWhatPeopleSaid()
    {
        _place.Write("b/pets.csv", "prompt,image,label_1,label_2,label_3\nP,1.png,1,1,1\nP,2.png,0,0,-1\nP,3.png,1,1,0\nQ,1.png,1,1,1\nQ,2.png,1,1,1\n");
        _place.Write(
            "b/pairs.jsonl",
            "{\"prompt\": \"P\", \"first\": \"1.png\", \"second\": \"2.png\", \"preferred\": \"first\"}\n{\"prompt\": \"P\", \"first\": \"1.png\", \"second\": "
            + "\"3.png\", \"preferred\": \"tie\"}\n");
        var run = _place.Run("bench", "run", "b");
        run.ExitCode.ShouldBe(0, run.Error);

        // 2 prompts, one of them with good images alone; 5 images, 4 good; 1 of 15 verdicts inconclusive.
        Cells(run.Output, "pets")[..6].ShouldBe(["pets", "2", "1", "5", "0.800", "0.067"]);
        Cells(run.Output, "pairs").ShouldBe(["pairs", "1", "2", "1"]);
    }

    [Fact]
    public void Run_ScoresFromAFile_MeasuresLabelsAndChoices()
    {
        _place.Write("b/pets.csv", "prompt,image,label_1,label_2,label_3\nP,1.png,1,1,1\nP,2.png,0,0,0\nP,3.png,1,1,0\nP,4.png,0,0,1\n");
        _place.Write(
            "b/pairs.jsonl",
            "{\"prompt\": \"P\", \"first\": \"1.png\", \"second\": \"2.png\", \"preferred\": \"first\"}\n{\"prompt\": \"P\", \"first\": \"3.png\", \"second\": "
            + "\"4.png\", \"preferred\": \"second\"}\n");
        _place.Write("s.csv", "image,prompt,good,poor\nout/1.png,P,4,1\nout/2.png,P,1,4\nout/3.png,P,3,2\nout/4.png,P,2,3\n");
        var run = _place.Run("bench", "run", "b", "--scores", "s.csv", "--csv", "tables");
        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("pets: rewards against people's labels");
        var pets = run.Output[run.Output.IndexOf("pets: rewards", StringComparison.Ordinal)..];
        Cells(pets, "good ")[1].ShouldBe("1.000 [-]", "one prompt has no interval");
        run.Output.ShouldContain("[-]: no interval, because fewer than 5 prompts have a value.");
        Cells(pets, "poor ")[1].ShouldBe("0.000 [-]");
        run.Output.ShouldContain("one annotator against the others");
        run.Output.ShouldContain("AP@5, AP@10, AP@25: without 1 prompt that has fewer images than that.");
        run.Output.ShouldContain("divided by the positives among them");
        run.Output.ShouldNotContain("possible");
        var both = _place.Run("bench", "run", "b", "--scores", "s.csv", "--only", "pets", "--ap-normalisation", "both").Output;
        both.ShouldContain("AP@5 possible");
        both.ShouldContain("divided by min(k, all positives of the prompt)");
        _place.Run("bench", "run", "b", "--scores", "s.csv", "--ap-normalisation", "all").ExitCode.ShouldBe(2);
        run.Output.ShouldContain("pairs: how often the reward scores the preferred image higher");
        File.ReadAllText(Directory.GetFiles(_place["tables"], "*-pairs-how*").Single()).ShouldContain("good,2,");

        _place.Write("s.csv", "image,prompt,good\nout/1.png,P,4\n");
        var lacking = _place.Run("bench", "run", "b", "--scores", "s.csv", "--only", "pets");
        lacking.ExitCode.ShouldBe(1);
        lacking.ErrorLine.ShouldContain("Prompt \"P\": image '2.png' has no score");
        _place.Run("bench", "run", "b", "--only", "dogs").ErrorLine.ShouldContain("no split 'dogs'");
        _place.Run("bench", "run", "b", "--save-scores", "x.csv").ExitCode.ShouldBe(2);
        _place.Run("bench", "tia2").ErrorLine.ShouldContain("--data DIR");
        _place.Run("bench", "tia2", "--data", "b").ErrorLine.ShouldContain("not in the layout of TIA2's repository");
    }

    [Fact]
    public void Run_StoppedByAnImageAndResumed_EndsInTheSameScoresAndTables()
    {
        var rows = Enumerable.Range(0, 12).Select(i => (Prompt: i < 6 ? "a cat" : "two balls", Image: $"{i}.png")).ToArray();
        foreach (var (index, row) in rows.Index())
        {
            WriteImage($"b/images/{row.Image}", index);
        }

        _place.Write(
            "b/toys.json",
            "["
            + string.Join(
                ", ", rows.Select((row, i) => $"{{\"prompt\": \"{row.Prompt}\", \"image\": \"{row.Image}\", \"good\": {(i % 2 == 0 ? "true" : "false")}}}"))
            + "]");
        string[] arguments = ["bench", "run", "b", "--reward", "toybox-pickscore", "--reward", "toybox-clip", "--textnorm", "rules"];
        var whole = _place.Run([.. arguments, "--save-scores", "whole.csv"]);
        whole.ExitCode.ShouldBe(0, whole.Error);
        whole.Output.ShouldContain("TextNorm(toybox-clip)");

        var good = File.ReadAllBytes(_place["b/images/9.png"]);
        File.WriteAllBytes(_place["b/images/9.png"], good[..50]);
        var broken = _place.Run([.. arguments, "--save-scores", "s.csv"]);
        broken.ExitCode.ShouldBe(1);
        broken.Error.ShouldContain("9.png");
        broken.Error.ShouldContain("are saved in s.csv.partial");
        _place.Run([.. arguments, "--save-scores", "s.csv"]).ErrorLine.ShouldContain("left from an earlier call");

        File.WriteAllBytes(_place["b/images/9.png"], good);
        var resumed = _place.Run([.. arguments, "--save-scores", "s.csv", "--resume"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        File.ReadAllBytes(_place["s.csv"]).ShouldBe(File.ReadAllBytes(_place["whole.csv"]));
        resumed.Output.Replace("s.csv", "whole.csv", StringComparison.Ordinal).ShouldBe(whole.Output);
        File.Exists(_place["s.csv.partial"]).ShouldBeFalse();

        File.Delete(_place["b/images/3.png"]);
        _place.Run(arguments).ErrorLine.ShouldContain("1 of 12 images are missing, such as '3.png'");
        var skipped = _place.Run([.. arguments, "--skip-missing"]);
        skipped.ExitCode.ShouldBe(0, skipped.Error);
        skipped.Error.ShouldContain("1 of 12 images are missing and left out");
    }

    [Fact]
    public void Data_NotThereOrChanged_IsSaid()
    {
        _place.Run("data", "get", "tia3").ErrorLine.ShouldContain("no data set 'tia3'");
        _place.Run("data", "verify", "tia2").ErrorLine.ShouldContain("'rewardlab data get tia2 --out tia2'");
        _place.Run("data", "get", "tia2", "--from", "ftp://x").ErrorLine.ShouldContain("--from must be a URL");
        _place.Write("tia2/prompts/prompt_set_counting.json", "{}");
        var verify = _place.Run("data", "verify", "tia2");
        verify.ExitCode.ShouldBe(1);
        verify.Output.ShouldContain("differs from what was published");
        verify.Output.ShouldContain("missing");
    }

    private static string[] Cells(string output, string start) =>
        output.Split('\n')
            .First(line => line.StartsWith(start, StringComparison.Ordinal))
            .Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Values(double value) =>
        string.Join(", ", Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"\"{metric}\": {value}")));

    private void WriteImage(string name, int seed)
    {
        var stream = SeedStream.Create(5, "images").Child(name);
        Directory.CreateDirectory(Path.GetDirectoryName(_place[name])!);
        using var file = File.Create(_place[name]);
        ImageFiles.WritePng(file, new ImageBatch([.. Enumerable.Range(0, 64 * 64 * 3).Select(i => (byte)(stream[i / 300] + (ulong)seed))], 1, 64, 64), 0);
    }

    private void Write(string set, string textNorm, params (string Prompt, double Human, double Selected, double TextNorm)[] prompts)
    {
        var entries = prompts.Select(prompt => string.Create(CultureInfo.InvariantCulture, $"\"{prompt.Prompt}\": {{\"human\": {prompt.Human}, ")
            + string.Join(
                ", ",
                new[] { ("clip", 0.5), ("blip2", 0.4), ("imagereward", 0.6), ("pickscore", prompt.Selected), (textNorm, prompt.TextNorm) }
                    .Select(reward => $"\"{reward.Item1}\": {{{Values(reward.Item2)}}}")) + "}");
        Directory.CreateDirectory(_place["tia2/alignment_scores"]);
        _place.Write($"tia2/alignment_scores/alignment_scores_{set}.json", "{" + string.Join(", ", entries) + "}");
    }
}
