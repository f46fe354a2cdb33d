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
}
