using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class RecipeCompilerTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compile_ErrorInTheRecipe_NamesFileLineAndColumn() =>
        CompileError("var a = 1;\n  var b = missing;").ShouldMatch(@"recipe\.csx\(2,11\): error CS0103: .*'missing'");

    [Fact]
    public void Compile_SyntaxError_NamesFileLineAndColumn() =>
        CompileError("var a = 1\nvar b = 2;").ShouldMatch(@"recipe\.csx\(1,10\): error CS1002");

    [Fact]
    public void Compile_ErrorInALoadedScript_NamesThatFile()
    {
        _folder.Write("scripts/shared.csx", "\nint Twice(int x) => wrong;");
        CompileError("#load \"shared.csx\"\nLab.Log(\"x\");").ShouldMatch(@"scripts/shared\.csx\(2,21\): error CS0103");
    }

    [Fact]
    public void Compile_LoadOfAMissingFile_NamesTheDirective() =>
        CompileError("#load \"nowhere.csx\"\nLab.Log(\"x\");").ShouldMatch(@"recipe\.csx\(1,7\): error CS1504: .*nowhere\.csx");

    [Fact]
    public void Compile_ManyErrors_ShowsTenAndCountsTheRest()
    {
        var lines = CompileError(string.Join('\n', Enumerable.Range(0, 13).Select(i => $"var v{i} = missing{i};"))).Split('\n');
        lines.Length.ShouldBe(11);
        lines[0].ShouldContain("(1,");
        lines[^1].ShouldBe("... and 3 more errors.");
    }

    [Fact]
    public void Compile_MissingFile_SaysSo() =>
        Should.Throw<RewardLabException>(() => new RecipeCompiler(null).Compile(Path.Combine(_folder.Path, "none.csx"), TestContext.Current.CancellationToken))
            .Message.ShouldContain("there is no such recipe");

    [Theory]
    [InlineData("")]
    [InlineData("\n \n")]
    [InlineData("// Only words.\n")]
    [InlineData("#load \"nothing.csx\"\nusing System.Text;\n")]
    [InlineData("#if NEVER\nLab.Log(\"x\");\n#endif\n")]
    public void Compile_RecipeWithoutAStatement_SaysSo(string text)
    {
        _folder.Write("scripts/nothing.csx", "");
        CompileError(text).ShouldContain("recipe.csx: the recipe is empty");
    }

    [Fact]
    public void Compile_BinaryFile_SaysSo()
    {
        var path = _folder.Write("recipe.csx", "");
        File.WriteAllBytes(path, new byte[64]);
        Should.Throw<RewardLabException>(() => RecipeInfo.Read(path)).Message.ShouldContain("recipe.csx(1): at byte offset 0 there is a zero byte");
    }

    [Fact]
    public void Compile_UnchangedRecipe_TakesItFromTheCacheWithoutCompiling()
    {
        _folder.Write("scripts/shared.csx", "var n = Lab.Param(\"n\", 3, \"how many\", min: 1);");
        var path = _folder.Write(
            "recipe.csx", "// Says hello.\n#load \"shared.csx\"\nvar kind = Lab.Param(\"kind\", \"a\", \"which\", [\"a\", \"b\"]);\nLab.Log($\"{n} {kind}\");");
        var cold = Compile(path, new RoslynEmitter());
        var warm = Compile(path, new NoEmitter());

        cold.IsFromCache.ShouldBeFalse();
        warm.IsFromCache.ShouldBeTrue();
        warm.Info.Summary.ShouldBe("Says hello.");
        warm.Info.Parameters.Count.ShouldBe(2);
        for (var i = 0; i < 2; i++)
        {
            (warm.Info.Parameters[i] with { Choices = [] }).ShouldBe(cold.Info.Parameters[i] with { Choices = [] });
            warm.Info.Parameters[i].Choices.ShouldBe(cold.Info.Parameters[i].Choices);
        }

        warm.Sources.ShouldBe(cold.Sources);
        RecipeRunner.Run(warm, RecipeArguments.Resolve(warm.Info, settings: ["kind=b"]), _folder.Services(), TestContext.Current.CancellationToken);
        _folder.Run.Lines.ShouldBe(["3 b"]);
    }

    [Fact]
    public void Compile_ErrorPlacesFromTheCache_AreTheSame()
    {
        var path = _folder.Write("recipe.csx", "var a = 1;\nthrow new FormatException(\"bad\");");
        Compile(path, new RoslynEmitter());
        var warm = Compile(path, new NoEmitter());
        Should.Throw<RewardLabException>(
            () => RecipeRunner.Run(warm, RecipeArguments.Resolve(warm.Info), _folder.Services(), TestContext.Current.CancellationToken))
            .Message.ShouldMatch(@"recipe\.csx\(2,1\): FormatException: bad");
    }

    [Fact]
    public void Compile_ChangedRecipe_CompilesAgain()
    {
        var path = _folder.Write("recipe.csx", "Lab.Log(\"one\");");
        Compile(path, new RoslynEmitter());
        _folder.Write("recipe.csx", "Lab.Log(\"two\");");
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    [Fact]
    public void Compile_ChangedLoadedScript_CompilesAgain()
    {
        var path = _folder.Write("recipe.csx", "#load \"shared.csx\"\nLab.Log(\"x\");");
        _folder.Write("scripts/shared.csx", "var a = 1;");
        Compile(path, new RoslynEmitter());
        _folder.Write("scripts/shared.csx", "var a = 2;");
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    [Fact]
    public void Compile_ScriptThatNowShadowsTheLoadedOne_CompilesAgain()
    {
        var path = _folder.Write("recipe.csx", "#load \"shared.csx\"\nLab.Log(a.ToString());");
        _folder.Write("scripts/shared.csx", "var a = 1;");
        Compile(path, new RoslynEmitter());
        _folder.Write("shared.csx", "var a = 2;");
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(-1)]
    public void Compile_CacheFileWithOneByteChanged_CompilesAgain(int position)
    {
        var path = _folder.Write("recipe.csx", "Lab.Log(\"x\");");
        Compile(path, new RoslynEmitter());
        var file = Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem();
        var bytes = File.ReadAllBytes(file);
        bytes[position < 0 ? bytes.Length + position : position] ^= 1;
        File.WriteAllBytes(file, bytes);

        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
        Compile(path, new NoEmitter()).IsFromCache.ShouldBeTrue();
    }

    [Fact]
    public void Compile_TruncatedCacheFile_CompilesAgain()
    {
        var path = _folder.Write("recipe.csx", "Lab.Log(\"x\");");
        Compile(path, new RoslynEmitter());
        var file = Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem();
        File.WriteAllBytes(file, File.ReadAllBytes(file)[..30]);
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    [Fact]
    public void Compile_CacheOfAnotherApi_CompilesAgain()
    {
        var path = _folder.Write("recipe.csx", "Lab.Log(\"x\");");
        var image = Compile(path, new RoslynEmitter()).Image;
        RecipeImageFile.Write(Directory.GetFiles(_folder.Cache).ShouldHaveSingleItem(), "another fingerprint", image);
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    [Fact]
    public void Compile_CacheFolderThatCannotBeMade_CompilesAllTheSame()
    {
        var path = _folder.Write("recipe.csx", "Lab.Log(\"x\");");
        File.WriteAllText(_folder.Cache, "a file in the folder's place");
        Compile(path, new RoslynEmitter()).IsFromCache.ShouldBeFalse();
    }

    private CompiledRecipe Compile(string path, IRecipeEmitter emitter) =>
        new RecipeCompiler(_folder.Cache, emitter).Compile(path, TestContext.Current.CancellationToken);

    private string CompileError(string text) =>
        Should.Throw<RewardLabException>(() => new RecipeCompiler(null).Compile(_folder.Write("recipe.csx", text), TestContext.Current.CancellationToken))
            .Message;

    private sealed class NoEmitter : IRecipeEmitter
    {
        public RecipeImage Emit(string path, CancellationToken cancellationToken) => throw new InvalidOperationException("compiled although nothing changed");
    }
}
