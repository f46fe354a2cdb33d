using System.Globalization;
using System.Text.Json;
using RewardLab.Torch.Models.Clip;
using RewardLab.Tests.Checkpoints;
using static TorchSharp.torch;

namespace RewardLab.Tests.Journeys;

/// <content>Each image against its own prompt.</content>
public sealed partial class ScoreTests
{
    [Theory]
    [InlineData("clip", "")]
    [InlineData("imagereward", "")]
    [InlineData("blip2", "itc")]
    [InlineData("blip2", "itm")]
    public void Score_Pairs_AreTheMatrixsOwnEntries(string reward, string score)
    {
        using var scope = NewDisposeScope();
        using nn.Module model = reward switch
        {
            "clip" => TinyCheckpoints.HuggingFaceClip(_place["model"], ClipActivation.QuickGelu),
            "imagereward" => TinyCheckpoints.ImageReward(_place["model"]),
            _ => TinyCheckpoints.Blip2(_place["model"]),
        };
        string[] more = score.Length > 0 ? ["--set", $"blip2.score={score}"] : [];
        var whole = Scores(reward, more);
        (string Image, string Prompt)[] pairs =
        [
            ("c.png", Prompts[0]),
            ("a.png", Prompts[3]),
            ("a.png", Prompts[0]),
            ("b.png", Prompts[1]),
            ("d.png", Prompts[3]),
            ("c.png", Prompts[1]),
        ];
        _place.Write("pairs.jsonl", string.Join('\n', pairs.Select(pair => JsonSerializer.Serialize(new { image = pair.Image, prompt = pair.Prompt }))));

        var outcome = _place.Run(["score", "--reward", reward, "--set", $"{reward}.model=model", "--prompts", "pairs.jsonl", "--json", "pairs.json", .. more]);

        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("Scored 4 images against their own prompts");
        using var document = JsonDocument.Parse(File.ReadAllText(_place["pairs.json"]));
        var rows = document.RootElement.EnumerateArray()
            .Select(row => (Pair: (row.GetProperty("image").GetString()!, row.GetProperty("prompt").GetString()!),
                Score: row.GetProperty("scores").GetProperty(reward).GetSingle()))
            .ToArray();
        rows.Select(row => row.Pair).ShouldBe(pairs, ignoreOrder: true);
        foreach (var row in rows)
        {
            row.Score.ShouldBe(whole[row.Pair], 2e-5f * Math.Max(1, whole.Values.Max(Math.Abs)));
        }
    }

    [Fact]
    public void Score_TableOfImagesAndPrompts_IsPairsOfThoseThatCount()
    {
        _place.Write("t/labels.csv", "prompt,image,good\na red ball,a.png,1\n\"two, blue\",b.png,0\na red ball,none.png,1\n");
        string[] call = ["score", "--reward", "toybox-clip", "--prompts", "t/labels.csv", "--images"];

        var folder = _place.Run([.. call, ".", "--csv", "folder.csv"]);
        folder.ExitCode.ShouldBe(3, folder.Error);
        folder.Error.ShouldContain("There is no file './none.png'");
        File.ReadAllLines(_place["folder.csv"]).Skip(1).Select(line => line[..line.LastIndexOf(',')]).ShouldBe(["./a.png,a red ball", "./b.png,\"two, blue\""]);
        var pattern = _place.Run([.. call, "b*.png", "--csv", "pattern.csv"]);
        pattern.ExitCode.ShouldBe(0, pattern.Error);
        File.ReadAllLines(_place["pattern.csv"]).Length.ShouldBe(2);
        _place.Run([.. call, "c.png"]).ErrorLine.ShouldContain("names none of the 1 images given by --images");
        _place.Run([.. call[..^1]]).ErrorLine.ShouldContain("none of the images that it names exists, such as 't/a.png'");
    }

    [Fact]
    public void Score_MetadataOfSomeImages_NamesThoseThatItLeavesOut()
    {
        Directory.CreateDirectory(_place["some"]);
        foreach (var name in new[] { "a", "b" })
        {
            File.Copy(_place[$"{name}.png"], _place[$"some/{name}.png"]);
        }

        _place.Write("some/metadata.jsonl", """{"file_name":"a.png","text":"two cats"}""");
        var outcome = _place.Run("score", "--reward", "toybox-clip", "--images", "some");

        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Error.ShouldContain("1 image has no prompt of its own and was left out, such as 'some/b.png'");
        outcome.Output.ShouldContain("some/a.png");
    }

    [Fact]
    public void Score_NoPromptNamed_ScoresEachImageAgainstItsOwn()
    {
        foreach (var (name, count) in new[] { ("a", "two"), ("b", "three"), ("c", "four"), ("d", "five") })
        {
            Directory.CreateDirectory(_place["own"]);
            File.Copy(_place[$"{name}.png"], _place[$"own/{name}.png"]);
            _place.Write($"own/{name}.{(name == "a" ? "caption" : "txt")}", $"{count} cats");
        }

        File.WriteAllText(_place["own/b.png"], "no image");
        string[] call = ["score", "--reward", "toybox-clip", "--images", "own", "--textnorm", "rules"];
        var outcome = _place.Run([.. call, "--csv", "own.csv"]);

        outcome.ExitCode.ShouldBe(3, outcome.Error);
        outcome.Error.ShouldContain("1 of 4 images could not be read");
        var own = File.ReadAllLines(_place["own.csv"]);
        own.Select(line => string.Join(',', line.Split(',')[..2]))
            .ShouldBe(["image,prompt", "own/a.png,two cats", "own/c.png,four cats", "own/d.png,five cats"]);
        var prompts = _place.Write("four.txt", "two cats\nthree cats\nfour cats\nfive cats");
        _place.Run([.. call, "--prompts", prompts, "--csv", "matrix.csv"]).ExitCode.ShouldBe(3);
        var matrix = File.ReadAllLines(_place["matrix.csv"]).ToDictionary(line => string.Join(',', line.Split(',')[..2]), line => line.Split(',')[2..]);
        foreach (var row in own[1..])
        {
            var expected = matrix[string.Join(',', row.Split(',')[..2])];
            row.Split(',')[2..]
                .Zip(expected)
                .ShouldAllBe(
                    pair => Math.Abs(float.Parse(pair.First, CultureInfo.InvariantCulture) - float.Parse(pair.Second, CultureInfo.InvariantCulture)) < 1e-4);
        }

        _place.Run([.. call, "--pairs"]).Output.ShouldContain("own/d.png");
    }

    [Fact]
    public void Score_PairsStopped_GoOnToTheSameFile()
    {
        var lines = new List<string> { "image,prompt" };
        for (var i = 0; i < 3000; i++)
        {
            Directory.CreateDirectory(_place["many"]);
            File.Copy(_place[i % 2 == 0 ? "a.png" : "b.png"], _place[$"many/{i:0000}.png"]);
            lines.Add($"{i:0000}.png,{i % 7} cats");
        }

        _place.Write("many.csv", string.Join('\n', lines));
        string[] call = ["score", "--reward", "toybox-clip", "--images", "many", "--prompts", "many.csv", "--csv", "out.csv"];
        using (var program = _place.Start(call))
        {
            program.WaitFor(() => File.Exists(_place["out.csv.partial"]) && new FileInfo(_place["out.csv.partial"]).Length > 4000, "the first scores");
            program.Interrupt();
            Workplace.End(program).ExitCode.ShouldBe(143);
        }

        var resumed = _place.Run([.. call, "--resume"]);
        resumed.ExitCode.ShouldBe(0, resumed.Error);
        _place.Run([.. call[..^1], "whole.csv"]).ExitCode.ShouldBe(0);
        foreach (var (one, other) in File.ReadAllLines(_place["out.csv"]).Zip(File.ReadAllLines(_place["whole.csv"])).Skip(1))
        {
            // The last bit of a text's features depends on the texts that it was encoded with.
            one.Split(',')[..2].ShouldBe(other.Split(',')[..2]);
            float.Parse(one.Split(',')[2], CultureInfo.InvariantCulture).ShouldBe(float.Parse(other.Split(',')[2], CultureInfo.InvariantCulture), 1e-4f);
        }

        File.ReadAllLines(_place["out.csv"]).Select(line => line.Split(',')[1]).Skip(1).ShouldBe(lines.Skip(1).Select(line => line.Split(',')[1]));
    }
}
