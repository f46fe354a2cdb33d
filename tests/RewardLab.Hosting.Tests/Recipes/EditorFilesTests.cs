using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;
using RewardLab.Hosting.Recipes.Sources;

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

    private static string RspPath()
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Clone.PathOf("omnisharp.json")));
        var path = settings.RootElement.GetProperty("script").GetProperty("rspFilePath").GetString();
        return Path.GetFullPath(path.ShouldNotBeNull(), Clone.Root);
    }
}
