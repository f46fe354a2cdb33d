using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Hosting.Recipes.Templates;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class EditorFilesTests
{
    [Fact]
    public void Rsp_ForEditors_SaysWhatTheCompilerDoes()
    {
        using var folder = new RecipeFolder();
        var output = Path.Combine(folder.Path, "src", "RewardLab", "bin");
        Directory.CreateDirectory(Path.Combine(output, "Release", "net10.0"));
        Directory.CreateDirectory(Path.Combine(output, "Debug", "net10.0"));

        var arguments = CSharpCommandLineParser.Script.Parse([$"@{RspPath()}"], folder.Path, sdkDirectory: null);

        arguments.Errors.ShouldBeEmpty();
        arguments.CompilationOptions.Usings.ShouldBe(RecipeNamespaces.Open);
        arguments.MetadataReferences.Select(reference => Path.GetFileNameWithoutExtension(reference.Reference)).ShouldBe(RecipeReferences.ApiNames);
        arguments.SourcePaths.ShouldBe([Path.Combine(folder.Path, "scripts")]);
        arguments.ReferencePaths.Take(2).ShouldBe([Path.Combine(output, "Release", "net10.0"), Path.Combine(output, "Debug", "net10.0")]);
    }

    [Fact]
    public void ApiNames_OfTheEditorFiles_AreAssembliesThatRecipesReference() =>
        RecipeReferences.ApiNames.Where(name => RecipeReferences.Find(name) is null).ShouldBeEmpty();

    [Fact]
    public void Create_InAnyFolder_WritesARecipeThatCompilesAndWhatEditorsNeed()
    {
        using var folder = new RecipeFolder();
        var place = Path.Combine(folder.Path, "my recipes");

        var result = RecipeTemplate.Create("mine", place);

        result.Written.Select(path => Path.GetRelativePath(place, path).Replace('\\', '/'))
            .ShouldBe(["mine.csx", "omnisharp.json", "recipes.rsp", ".vscode/settings.json"]);
        result.Advice.ShouldBeEmpty();
        new RecipeCompiler(cacheFolder: null).Compile(result.Recipe, TestContext.Current.CancellationToken).Info.Parameters.Count.ShouldBe(2);
        using var settings = JsonDocument.Parse(File.ReadAllText(Path.Combine(place, ".vscode", "settings.json")));
        settings.RootElement.GetProperty("dotnet.server.useOmnisharp").GetBoolean().ShouldBeTrue();
        using var omniSharp = JsonDocument.Parse(File.ReadAllText(Path.Combine(place, "omnisharp.json")));
        var script = omniSharp.RootElement.GetProperty("script");
        script.GetProperty("enableScriptNuGetReferences").GetBoolean().ShouldBeFalse();

        var rsp = Path.GetFullPath(script.GetProperty("rspFilePath").GetString()!, place);
        var arguments = CSharpCommandLineParser.Script.Parse([$"@{rsp}"], place, sdkDirectory: null);
        arguments.Errors.ShouldBeEmpty();
        arguments.CompilationOptions.Usings.ShouldBe(RecipeNamespaces.Open);
        arguments.MetadataReferences.Select(reference => Path.GetFileNameWithoutExtension(reference.Reference)).ShouldBe(RecipeReferences.ApiNames);
        arguments.MetadataReferences.ShouldAllBe(reference => File.Exists(reference.Reference));
    }

    [Fact]
    public void Create_BesideFilesOfTheUser_LeavesThemAndSaysWhatToAdd()
    {
        using var folder = new RecipeFolder();
        folder.Write("omnisharp.json", "{ \"FormattingOptions\": {} }");
        folder.Write(".vscode/settings.json", "{ // mine\n}");

        var result = RecipeTemplate.Create("first.csx", folder.Path);

        result.Written.Select(Path.GetFileName).ShouldBe(["first.csx", "recipes.rsp"]);
        result.Advice.Count.ShouldBe(2);
        result.Advice[0].ShouldContain("rspFilePath");
        result.Advice[1].ShouldContain("\"dotnet.server.useOmnisharp\": true");
        File.ReadAllText(Path.Combine(folder.Path, ".vscode", "settings.json")).ShouldBe("{ // mine\n}");
        Should.Throw<RewardLabException>(() => RecipeTemplate.Create("first", folder.Path)).Message.ShouldContain("already exists");
        Should.Throw<RewardLabException>(() => RecipeTemplate.Create("../first", folder.Path)).Message.ShouldContain("is no name for a recipe");
    }

    [Theory]
    [InlineData("{ \"FormattingOptions\": {} }", 4, 0)]
    [InlineData("{ \"script\": { \"rspFilePath\": \"./scripts.rsp\" } }", 1, 1)]
    public void Create_BelowAFolderOfAnEditor_WritesNothingThere(string omniSharp, int writtenCount, int adviceCount)
    {
        using var folder = new RecipeFolder();
        folder.Write("omnisharp.json", omniSharp);
        string[] before = [.. Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal)];
        var below = Path.Combine(folder.Path, "a", "below");

        var result = RecipeTemplate.Create("first", below);

        result.Written.Count.ShouldBe(writtenCount);
        result.Written.ShouldAllBe(path => path.StartsWith(below, StringComparison.Ordinal));
        result.Advice.Count.ShouldBe(adviceCount);
        Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal).ShouldBe([.. before, Path.Combine(folder.Path, "a")], ignoreOrder: true);
    }

    private static string RspPath()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Clone.PathOf("omnisharp.json")));
        var path = settings.RootElement.GetProperty("script").GetProperty("rspFilePath").GetString();
        return Path.GetFullPath(path.ShouldNotBeNull(), Clone.Root);
    }
}
