namespace RewardLab.Tests.Journeys;

public sealed class RecipeTests : IDisposable
{
    private readonly Workplace _workplace = new();

    public void Dispose() => _workplace.Dispose();

    [Fact]
    public void Recipes_InAFolder_AreListedAndShownWithoutRunning()
    {
        _workplace.Write(
            "recipes/01-first.csx", "// Says hello.\nvar n = Lab.Param(\"n\", 64, \"images per prompt\", min: 1);\nthrow new Exception(\"ran\");\n");
        _workplace.Write("recipes/02-broken.csx", "var x = ;\n");

        var list = _workplace.Run("recipes", "list");
        list.ExitCode.ShouldBe(0, list.Error);
        list.Output.ShouldContain("01-first");
        list.Output.ShouldContain("Says hello.");
        list.Output.ShouldContain("02-broken");

        var show = _workplace.Run("recipes", "show", "first");
        show.ExitCode.ShouldBe(0, show.Error);
        foreach (var part in (string[])["Says hello.", "64", "at least 1", "images per prompt"])
        {
            show.Output.ShouldContain(part);
        }
    }

    [Fact]
    public void RecipesNew_InAnEmptyFolder_WritesARecipeThatShowsItsParameters()
    {
        var written = _workplace.Run("recipes", "new", "mine");
        written.ExitCode.ShouldBe(0, written.Error);
        foreach (var part in (string[])["Wrote mine.csx", "Wrote omnisharp.json", "rewardlab run mine.csx", "OmniSharp"])
        {
            written.Output.ShouldContain(part);
        }

        var show = _workplace.Run("recipes", "show", "mine.csx");
        show.ExitCode.ShouldBe(0, show.Error);
        show.Output.ShouldContain("images per prompt");
        _workplace.Run("recipes", "new", "mine").Error.ShouldContain("already exists");
    }
}
