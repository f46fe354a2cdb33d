using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class RecipeCatalogTests : IDisposable
{
    private readonly RecipeFolder _folder = new();
    private readonly RecipeCatalog _catalog;

    public RecipeCatalogTests()
    {
        _folder.Write("recipes/02-benchmark.csx", "// Measures.\nvar n = Lab.Param(\"n\", 5);");
        _folder.Write("recipes/01-quickstart.csx", "// Starts.");
        _folder.Write("recipes/broken.csx", "// Bad.\nvar n = ;");
        _folder.Write("recipes/toybox/train.csx", "// Trains.");
        _folder.Write("recipes/presets/fast.yaml", "n: 2");
        _catalog = new RecipeCatalog(Path.Combine(_folder.Path, "recipes"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_Folder_OrdersByNameAndKeepsBrokenOnesWithTheirError()
    {
        var entries = _catalog.List();

        entries.Select(entry => entry.Name).ShouldBe(["01-quickstart", "02-benchmark", "broken", "toybox/train"]);
        entries.Select(entry => entry.Info?.Title).ShouldBe(["Starts.", "Measures.", null, "Trains."]);
        entries[2].Error.ShouldNotBeNull().ShouldMatch(@"broken\.csx\(2,9\): error CS1525");
        entries.Count(entry => entry.Error is null).ShouldBe(3);
    }

    [Fact]
    public void UserFolder_IsTheFolderOfRecipesOrWhereThereIsNoneTheOneOfTheFolderItself()
    {
        var own = Path.Combine(_folder.Path, "recipes");
        var below = Directory.CreateDirectory(Path.Combine(_folder.Path, "a", "b")).FullName;
        RecipeCatalog.FindFrom(below).ShouldSatisfyAllConditions(
            catalog => catalog.Folder.ShouldBe(own), catalog => catalog.UserFolder.ShouldBe(own));

        Directory.Delete(own, recursive: true);
        RecipeCatalog.FindFrom(below).ShouldSatisfyAllConditions(
            catalog => catalog.Folder.ShouldBe(ShippedFiles.Recipes), catalog => catalog.UserFolder.ShouldBe(Path.Combine(below, "recipes")));
        Directory.Exists(Path.Combine(below, "recipes")).ShouldBeFalse("it is made when something is saved");
    }

    [Theory]
    [InlineData("01-quickstart", "01-quickstart.csx")]
    [InlineData("01-quickstart.csx", "01-quickstart.csx")]
    [InlineData("quickstart", "01-quickstart.csx")]
    [InlineData("1", "01-quickstart.csx")]
    [InlineData("02", "02-benchmark.csx")]
    [InlineData("recipes/01-quickstart.csx", "01-quickstart.csx")]
    [InlineData("recipes/quickstart", "01-quickstart.csx")]
    [InlineData(@"recipes\toybox\train.csx", "toybox/train.csx")]
    [InlineData("toybox/train", "toybox/train.csx")]
    [InlineData("train", "toybox/train.csx")]
    public void Resolve_NameOrNumber_FindsTheFile(string name, string file) =>
        _catalog.Resolve(name).ShouldBe(Path.Combine(_catalog.Folder!, file));

    [Fact]
    public void Resolve_Path_FindsFilesAnywhere()
    {
        var path = _folder.Write("elsewhere/mine.csx", "// Mine.");
        _catalog.Resolve(path).ShouldBe(path);
        _catalog.Resolve(path[..^4]).ShouldBe(path);
    }

    [Fact]
    public void List_Programs_AreThoseOfThePackage()
    {
        _folder.Write("recipes/helper.cs", "// A class.\nclass Helper { }");
        var path = _folder.Write("recipes/program.cs", "#:package RewardLab.Recipes@1.0\n#:property PublishAot=false\n// Runs.\nvar n = Lab.Param(\"n\", 5);");

        var program = _catalog.List().Where(entry => entry.Path.EndsWith(".cs", StringComparison.Ordinal)).ShouldHaveSingleItem();

        (program.Name, program.Path, program.Info?.Title).ShouldBe(("program", path, "Runs."));
        program.Info!.Parameters.ShouldHaveSingleItem().Name.ShouldBe("n");
        _catalog.Resolve("program").ShouldBe(path);
        _catalog.Resolve("recipes/program.cs").ShouldBe(path);
        Should.Throw<RewardLabException>(() => _catalog.Resolve("recipes/program.csx"));
    }

    [Fact]
    public void Resolve_ScriptAndProgramOfOneName_AreToldApartByTheirEndings()
    {
        var program = _folder.Write("recipes/02-benchmark.cs", "#:package RewardLab.Recipes@1.0\n// Measures, too.");

        Should.Throw<RewardLabException>(() => _catalog.Resolve("benchmark")).Message.ShouldContain("02-benchmark.cs or 02-benchmark.csx");
        _catalog.Resolve("benchmark.cs").ShouldBe(program);
        _catalog.Resolve("benchmark.csx").ShouldEndWith(".csx");
    }

    [Fact]
    public void Resolve_UnknownName_NamesTheNearest() =>
        Should.Throw<RewardLabException>(() => _catalog.Resolve("quikstart")).Message.ShouldContain("Did you mean 'quickstart'?");

    [Fact]
    public void Resolve_AmbiguousName_NamesThemAll()
    {
        _folder.Write("recipes/03-benchmark.csx", "// Also measures.");
        Should.Throw<RewardLabException>(() => _catalog.Resolve("benchmark")).Message.ShouldContain("02-benchmark or 03-benchmark");
    }

    [Fact]
    public void Resolve_WithoutAFolder_AsksForAPath() =>
        Should.Throw<RewardLabException>(() => new RecipeCatalog(null).Resolve("quickstart")).Message.ShouldContain("give the path of a .csx or .cs file");

    [Theory]
    [InlineData("fast")]
    [InlineData("fast.yaml")]
    public void Arguments_PresetByName_IsFoundBesideTheRecipe(string preset) =>
        RecipeArguments.Resolve(RecipeInfo.Read(_catalog.Resolve("2")), preset).Values["n"].ShouldBe(2);
}
