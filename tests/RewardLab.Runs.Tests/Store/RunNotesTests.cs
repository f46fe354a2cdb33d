using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Tests.Store;

public sealed class RunNotesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualTime _time = new();

    private RunStore Store => new(_folder["runs"], _time);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Notes_WrittenAndRead_AreTheSame()
    {
        var notes = new RunNotes { Name = "Grundlinie – 基準 🐈", Tags = ["paper", "figure 3"], Note = "First line.\nSecond \"line\"." };
        notes.Write(_folder.Path);

        var read = RunNotes.Read(_folder.Path);
        (read.Name, read.Note).ShouldBe((notes.Name, notes.Note));
        read.Tags.ShouldBe(notes.Tags);
        File.ReadAllText(_folder["run-notes.json"]).ShouldContain("基準", customMessage: "the file is for people, too");
        JsonDocument.Parse(File.ReadAllText(_folder["run-notes.json"])).RootElement.EnumerateObject().Select(key => key.Name)
            .ShouldBe(["name", "tags", "note"]);
    }

    [Fact]
    public void Notes_Emptied_TakeTheFileAway()
    {
        new RunNotes { Name = "a" }.Write(_folder.Path);
        RunNotes.None.Write(_folder.Path);
        File.Exists(_folder["run-notes.json"]).ShouldBeFalse();
        RunNotes.Read(_folder.Path).IsEmpty.ShouldBeTrue();
    }

    [Theory]
    [InlineData("last")]
    [InlineData(" ")]
    [InlineData("two\nlines")]
    [InlineData("\u001b[31mred")]
    public void Name_ThatDoesNotFit_IsRefused(string name) =>
        Should.Throw<RewardLabException>(() => new RunNotes { Name = name }.Write(_folder.Path)).Message.ShouldNotContain("\n");

    [Fact]
    public void Tag_ThatIsTooLong_IsRefused() =>
        Should.Throw<RewardLabException>(() => new RunNotes { Tags = [new string('x', 101)] }.Write(_folder.Path)).Message.ShouldContain("at most 100");

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"tags\": \"a\"}")]
    public void Notes_Damaged_LeaveTheRunListedAndSaySo(string text)
    {
        using var run = Store.Create(Record("r"));
        File.WriteAllText(Path.Combine(run.Folder, "run-notes.json"), text);

        var entry = Store.List().ShouldHaveSingleItem();
        entry.Record.ShouldNotBeNull();
        entry.Notes.IsEmpty.ShouldBeTrue();
        entry.NotesDamage.ShouldNotBeNull().ShouldContain("run-notes.json");
        entry.NotesDamage.ShouldNotContain("\n");
    }

    [Fact]
    public void Find_ByName_ComesBeforePartsOfIds()
    {
        using var first = Store.Create(Record("baseline"));
        using var second = Store.Create(Record("other"));
        new RunNotes { Name = "Baseline" }.Write(second.Folder);

        Store.Find("baseline").Id.ShouldBe(second.Id);
        Store.Find(first.Id).Id.ShouldBe(first.Id);
    }

    [Fact]
    public void Last_AfterAStartThatFailed_IsTheRunBefore()
    {
        using (var good = Store.Create(Record("good")))
        {
            good.Complete();
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        using (var bad = Store.Create(Record("bad")))
        {
            bad.GetOrAdd("clip.batchSize", () => 3);
            bad.Fail("there is no reward 'x'");
        }

        Store.Find("last").Record!.Recipe.Name.ShouldBe("good");

        _time.Advance(TimeSpan.FromSeconds(1));
        using (var later = Store.Create(Record("later")))
        {
            using (var file = later.CreateFile("images/000.png"))
            {
                file.WriteByte(1);
            }

            later.Fail("the disk is full");
        }

        Store.Find("last").Record!.Recipe.Name.ShouldBe("later", "it failed, but it made something");
    }

    [Fact]
    public void Last_WhereEveryStartFailed_IsTheLatest()
    {
        foreach (var name in (string[])["first", "second"])
        {
            using var run = Store.Create(Record(name));
            run.Fail("no");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Store.Find("last").Record!.Recipe.Name.ShouldBe("second");
    }

    private static RunRecord Record(string recipe) => new() { Recipe = new RunRecipe { Name = recipe, Path = $"{recipe}.csx", Sha256 = "ab" } };
}
