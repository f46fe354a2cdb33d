using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class ShippedFilesTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("recipes/presets/rewards/paper.yaml")]
    [InlineData("recipes/experiments/best-of-n.yaml")]
    [InlineData("scripts/toybox-written.json")]
    public void Resolve_AFileOfTheProgram_IsFoundFromAnyFolder(string path) => File.Exists(ShippedFiles.Resolve(path)).ShouldBeTrue();

    [Theory]
    [InlineData("recipes/presets/rewards/nothing.yaml")]
    [InlineData("README.md.nothing")]
    [InlineData("tests/README.md")]
    [InlineData("recipes/../tests/nothing.md")]
    public void Resolve_AnythingElse_StaysAsItIs(string path) => ShippedFiles.Resolve(path).ShouldBe(path);

    [Fact]
    public void Resolve_AFileOfTheUser_ComesFirst()
    {
        var path = _folder.Write("recipes/presets/rewards/paper.yaml", "");
        ShippedFiles.Resolve(path).ShouldBe(path);
    }

    [Theory]
    [InlineData("textnorm.csx")]
    [InlineData("scripts/textnorm.csx")]
    [InlineData("../scripts/textnorm.csx")]
    public void Load_InARecipeOutsideTheSources_FindsTheProgramsScripts(string script)
    {
        var path = _folder.Write("mine/recipe.csx", $"// Mine.\n#load \"{script}\"\nLab.Log(\"x\");");
        new RecipeCompiler(cacheFolder: null).Compile(path, TestContext.Current.CancellationToken).Info.Title.ShouldBe("Mine.");
    }
}
