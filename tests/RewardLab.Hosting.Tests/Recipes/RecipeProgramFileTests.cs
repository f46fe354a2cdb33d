using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Hosting.Recipes.Templates;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Recipes that are C# programs of one file.</summary>
public sealed class RecipeProgramFileTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("#!/usr/bin/env dotnet\n#:package A@1\r\nx();", "                     \n             \r\nx();")]
    [InlineData("// a\n/* #:b\n#:c */\n#:package A\nx();\n#:d", "// a\n/* #:b\n#:c */\n           \nx();\n#:d")]
    [InlineData("#nullable enable\n\n #:property X=1\nvar s = \"\"\"\n#:no\n\"\"\";", "#nullable enable\n\n               \nvar s = \"\"\"\n#:no\n\"\"\";")]
    [InlineData("\uFEFF#:package A", "            ")]
    [InlineData("", "")]
    public void WithoutDirectives_LinesBeforeTheCode_AreBlankAndTheRestStays(string text, string expected)
    {
        RecipeProgramFile.WithoutDirectives(text).ShouldBe(expected);
        expected.Length.ShouldBe(text.Length);
    }

    [Fact]
    public void Compile_Program_HasThePlacesOfItsFileAndTheNamespacesOfPrograms()
    {
        const string Good = "#:package RewardLab.Recipes@1.0\nawait Task.Delay(0, CancellationToken.None);";
        var (right, wrong) = (_folder.Write("right.cs", Good), _folder.Write("wrong.cs", Good + "\nvar n = wrong;"));
        var token = TestContext.Current.CancellationToken;

        new RecipeCompiler(null).Compile(right, token).ShouldNotBeNull();
        Should.Throw<RewardLabException>(() => new RecipeCompiler(null).Compile(wrong, token)).Message.ShouldContain("wrong.cs(3,9): error CS0103");
    }

    [Fact]
    public void Create_NameOfAProgram_WritesOneFileThatCompiles()
    {
        var result = RecipeTemplate.Create("mine.cs", _folder.Path);

        result.Written.ShouldHaveSingleItem().ShouldBe(Path.Combine(_folder.Path, "mine.cs"));
        result.Advice.ShouldBeEmpty();
        File.ReadAllText(result.Recipe).ShouldStartWith("#:package RewardLab.Recipes@");
        RecipeProgramFile.IsRecipe(result.Recipe).ShouldBeTrue();
        new RecipeCompiler(null).Compile(result.Recipe, TestContext.Current.CancellationToken).ShouldNotBeNull();
    }

    [Fact]
    public void Package_OpensTheNamespacesOfScripts()
    {
        string[] implicitUsings = ["System", "System.Collections.Generic", "System.IO", "System.Linq"];

        XDocument.Load(Path.Combine(Clone.Root, "src", "RewardLab.Recipes", "build", "RewardLab.Recipes.targets")).Descendants("Using")
            .Select(element => element.Attribute("Include")!.Value)
            .ShouldBe(RecipeNamespaces.Open.Except(implicitUsings));
    }
}
