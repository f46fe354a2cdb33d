using RewardLab.Editor.Sessions;

namespace RewardLab.Editor.Tests;

/// <summary>What is kept of what was typed, with several editors at once and after one was killed.</summary>
public sealed class SessionFileTests : IDisposable
{
    private readonly string _place = Directory.CreateTempSubdirectory("rewardlab-session-").FullName;

    public void Dispose() => Directory.Delete(_place, recursive: true);

    [Fact]
    public void Open_BesideAnotherEditor_TakesAFileOfItsOwnAndLeavesTheOthers()
    {
        using var first = SessionFile.Open(_place, out _);
        first.Write(Session("a")).ShouldBeNull();
        using var second = SessionFile.Open(_place, out var nothing);
        second.Write(Session("b")).ShouldBeNull();

        nothing.Recipes.ShouldBeEmpty();
        second.Path.ShouldNotBe(first.Path);
        first.Dispose();
        second.Dispose();

        using var later = SessionFile.Open(_place, out var all);
        all.Recipes.Select(recipe => recipe.Path).ShouldBe(["b", "a"]);
        File.Exists(second.Path).ShouldBeFalse("what it held is in the first now");
    }

    [Fact]
    public void Open_OfTwoTextsThatWereBeingTyped_TakesOneAndLeavesTheOtherForTheNextEditor()
    {
        using (var first = SessionFile.Open(_place, out _))
        using (var second = SessionFile.Open(_place, out _))
        {
            first.Write(new EditorSession { Typing = new SessionText("a.yaml", null, "one") });
            second.Write(new EditorSession { Typing = new SessionText(null, "run", "two") });
        }

        using var third = SessionFile.Open(_place, out var taken);
        using var fourth = SessionFile.Open(_place, out var other);
        taken.Typing.ShouldBe(new SessionText("a.yaml", null, "one"));
        other.Typing.ShouldBe(new SessionText(null, "run", "two"));
    }

    [Fact]
    public void Open_OfADamagedFile_BeginsAnew()
    {
        File.WriteAllText(Path.Combine(_place, "session.json"), "{ not json");

        using var session = SessionFile.Open(_place, out var nothing);

        nothing.Recipes.ShouldBeEmpty();
        session.Write(Session("a")).ShouldBeNull();
    }

    [Fact]
    public void Write_WhereTheFolderIsAFile_SaysWhy()
    {
        var file = Path.Combine(_place, "file");
        File.WriteAllText(file, "");

        using var session = SessionFile.Open(Path.Combine(file, "home"), out _);

        session.Write(Session("a")).ShouldNotBeNull().ShouldContain("session.json");
    }

    private static EditorSession Session(string path) =>
        new() { Recipes = [new SessionRecipe(path, null, new Dictionary<string, string> { ["n"] = "99" })] };
}
