using RewardLab.Evaluation.Histories;
using RewardLab.Runs.Samples;

namespace RewardLab.Runs.Tests.Samples;

public sealed class HeldOutReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_OfASweep_FindsEachFineTuningWithItsEvaluationsByEpoch()
    {
        Write("rwr/beta-0/held-out/epoch-00010.png");
        Write("rwr/beta-0/held-out/epoch-00000.png");
        Write("rwr/beta-0/held-out/notes.png");
        Write("rwr/beta-0/held-out/epoch-last.png");
        Write("ddpo/held-out/epoch-00003.png");
        Write("images/000-a-cat/000.png");

        var found = HeldOutReader.Read(_folder.Path);

        found.Select(images => images.Name).ShouldBe(["ddpo", "rwr/beta-0"]);
        found[1].Sheets.ShouldBe(
            [new HeldOutSheet(0, "rwr/beta-0/held-out/epoch-00000.png"), new HeldOutSheet(10, "rwr/beta-0/held-out/epoch-00010.png")]);
        SampleReader.Read(_folder.Path).Count(sample => sample.Prompt.EndsWith("held-out", StringComparison.Ordinal)).ShouldBe(3, "those of the sweep, too");
    }

    [Fact]
    public void Prompts_OfARun_AreThoseOfItsList()
    {
        Write("ddpo/held-out/epoch-00000.png");
        Write("ddpo/held-out/images.csv", "prompt,seed\n\"a cat, red\",1\n\"a cat, red\",2\na dog,18446744073709551615\na dog,4\n");

        var images = HeldOutReader.Read(_folder.Path).ShouldHaveSingleItem();

        images.Prompts.ShouldBe(["a cat, red", "a dog"]);
        images.ImagesPerPrompt.ShouldBe(2);
    }

    [Fact]
    public void Prompts_OfARunOfTheFirstVersion_AreAsManyAsItsHistoryHas()
    {
        Write("ddpo/held-out/epoch-00000.png");
        using (var file = File.Create(_folder["ddpo/history.json"]))
        {
            new FineTuningHistory("ddpo", [0, 0, 0, 1, 1, 1], []).Write(file);
        }

        var images = HeldOutReader.Read(_folder.Path).ShouldHaveSingleItem();

        images.Prompts.ShouldBe(["", ""]);
        images.ImagesPerPrompt.ShouldBe(3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no,such,columns\n1,2,3\n")]
    public void Prompts_ThatCannotBeRead_LeaveTheSheets(string? list)
    {
        Write("ddpo/held-out/epoch-00000.png");
        if (list is not null)
        {
            Write("ddpo/held-out/images.csv", list);
        }

        var images = HeldOutReader.Read(_folder.Path).ShouldHaveSingleItem();

        images.Sheets.Count.ShouldBe(1);
        (images.Prompts.Count, images.ImagesPerPrompt).ShouldBe((0, 0));
    }

    private void Write(string path, string text = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[path])!);
        File.WriteAllText(_folder[path], text);
    }
}
