using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Tests.Journeys;

/// <summary>What a user has is not replaced unasked, and that is said before the work begins.</summary>
public sealed class FinishedFileTests : IDisposable
{
    private const string Precious = "what a user has\n";

    private readonly Workplace _place = new();

    public FinishedFileTests()
    {
        using (var file = File.Create(_place["a.png"]))
        {
            ImageFiles.WritePng(file, new ImageBatch(new byte[32 * 32 * 3], 1, 32, 32), 0);
        }

        _place.Write("prompts.txt", "three deer\ntwo cats\n");
        _place.Write("labels.csv", "prompt,image,label_1\ntwo cats,a.png,1\n");
    }

    public void Dispose() => _place.Dispose();

    // The reward and the generator do not exist: whoever asked for them first would say so.
    [Theory]
    [InlineData("--csv", "score", "--reward", "none", "--images", "a.png", "--prompt", "a cat", "--csv", "there")]
    [InlineData("--parquet", "score", "--reward", "none", "--images", "a.png", "--prompt", "a cat", "--csv", "new.csv", "--parquet", "there")]
    [InlineData("--json", "score", "--reward", "none", "--images", "a.png", "--prompt", "a cat", "--json", "there")]
    [InlineData("--out", "prompts", "build", "prompts.txt", "--generator", "none", "--out", "there")]
    [InlineData("--out", "prompts", "build", "prompts.txt", "--generator", "none", "--out", "there.json")]
    [InlineData("--save-scores", "bench", "run", "labels.csv", "--reward", "none", "--save-scores", "there")]
    [InlineData("--csv", "bench", "run", "labels.csv", "--reward", "none", "--csv", "tables")]
    [InlineData("--csv", "bench", "tia2", "published", "--data", "none", "--csv", "tables")]
    [InlineData("--out", "data", "unpack", "none.parquet", "--out", "tables")]
    public void Command_WhoseFileIsThere_RefusesBeforeItsWorkBegins(string option, params string[] call)
    {
        string[] files =
        [
            _place.Write("there", Precious),
            _place.Write("there.provenance.json", Precious),
            _place.Write("tables/00-scores.csv", Precious),
            _place.Write("tables/none.jsonl", Precious),
        ];

        var outcome = _place.Run(call);

        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain("already exists. Replace");
        outcome.ErrorLine.ShouldContain($"with {option}.");
        files.ShouldAllBe(file => File.ReadAllText(file) == Precious);
        Directory.GetFiles(_place.Folder, "*.part*").ShouldBeEmpty();
    }

    [Fact]
    public void Command_WithForce_ReplacesTheFile()
    {
        _place.Write("scores.csv", Precious);
        _place.Write("set.json", Precious);
        _place.Write("tables/00-people-s-labels.csv", Precious);

        var scored = _place.Run("score", "--reward", "toybox-clip", "--images", "a.png", "--prompts", "labels.csv", "--csv", "scores.csv", "--force");
        scored.ExitCode.ShouldBe(0, scored.Error);
        File.ReadAllLines(_place["scores.csv"])
            .Select(line => line.Split(',')[1])
            .ShouldBe(["prompt", "two cats"], "a table's column of prompts, not its lines");

        _place.Run("prompts", "build", "prompts.txt", "--generator", "counting", "--out", "set.json", "--force").ExitCode.ShouldBe(0);
        File.ReadAllText(_place["set.json"]).ShouldStartWith("{");

        var bench = _place.Run("bench", "run", "labels.csv", "--csv", "tables", "--force");
        bench.ExitCode.ShouldBe(0, bench.Error);
        Directory.GetFiles(_place["tables"]).ShouldNotBeEmpty();
    }

    [Fact]
    public void Targets_OfOneNameOrOfAFolder_AreRefused()
    {
        Directory.CreateDirectory(_place["folder"]);
        var twice = _place.Run("score", "--reward", "none", "--images", "a.png", "--prompt", "a", "--csv", "out", "--json", "./out");
        twice.ExitCode.ShouldBe(2);
        twice.Error.ShouldContain("--csv and --json name the same file");
        _place.Run("score", "--reward", "none", "--images", "a.png", "--prompt", "a", "--csv", "folder")
            .ErrorLine.ShouldContain("--csv: 'folder' is a folder. Name a file in it.");
    }

    [Fact]
    public void Prompts_OfAFileThatIsNone_AreRefusedInOneLine()
    {
        _place.Write("prompts.md", "# two cats\n");
        var outcome = _place.Run("score", "--reward", "none", "--images", "a.png", "--prompts", "prompts.md");
        outcome.ExitCode.ShouldBe(1);
        outcome.ErrorLine.ShouldContain(
            "Give a text file with one prompt per line (.txt), or a table with a column prompt (.csv, .tsv, .json, .jsonl, .parquet)");

        File.WriteAllBytes(_place["prompts.txt"], [.. "a cat\na caf"u8, 0xE9, (byte)'\n']);
        _place.Run("score", "--reward", "none", "--images", "a.png", "--prompts", "prompts.txt").ErrorLine
            .ShouldContain("prompts.txt(2): at byte offset 11 there is byte 0xE9, which is not valid UTF-8; save the file as UTF-8.");
    }
}
