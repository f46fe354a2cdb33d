using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

public sealed class RecipeRunnerTests : IDisposable
{
    private readonly RecipeFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Run_RecipeWithLinqAndLoops_LogsItsResult() =>
        _folder.Execute("var sum = 0; foreach (var i in Enumerable.Range(1, 4)) { sum += i; } Lab.Log($\"sum {sum} seed {Lab.Seed}\");")
            .ShouldBe("sum 10 seed 7");

    [Fact]
    public void Run_RecipeThatAwaits_EndsAfterTheAwait() =>
        _folder.Execute("await System.Threading.Tasks.Task.Yield(); Lab.Log(\"after\");").ShouldBe("after");

    [Fact]
    public void Run_ParallelLoop_SeesTheSessionOnEveryThread() =>
        _folder.Execute("System.Threading.Tasks.Parallel.For(0, 8, i => Lab.Log(\"x\"));").ShouldBe(string.Join('\n', Enumerable.Repeat("x", 8)));

    [Fact]
    public void Run_DeepRecursion_HasAStackForIt() =>
        _folder.Execute("int Depth(int n) => n == 0 ? 0 : 1 + Depth(n - 1);\nLab.Log(Depth(100_000).ToString());").ShouldBe("100000");

    [Fact]
    public void Run_ReferenceToAFrameworkAssembly_Resolves() =>
        _folder.Execute("#r \"System.Xml.Linq\"\nLab.Log(new System.Xml.Linq.XElement(\"a\").ToString());").ShouldBe("<a />");

    [Fact]
    public void Run_ReferenceToAFile_IsRefusedWithAdvice() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("#r \"/tmp/stranger.dll\"\nLab.Log(\"x\");")).Message
            .ShouldMatch(@"recipe\.csx\(1,1\): error CS0006: .*add other code as a plugin");

    [Fact]
    public void Run_ReferenceToAPackage_SaysWhatToDoInstead() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("#r \"nuget: Newtonsoft.Json, 13.0.3\"\nLab.Log(\"x\");")).Message
            .ShouldMatch(@"recipe\.csx\(1,1\): error CS0006: .*recipes take no NuGet packages.*'rewardlab plugins new'");

    [Fact]
    public void Run_LoadedScript_IsFoundBesideTheRecipeAndInScripts()
    {
        _folder.Write("scripts/shared.csx", "int Twice(int x) => 2 * x;");
        _folder.Write("recipes/beside.csx", "int Thrice(int x) => 3 * x;");
        var recipe = _folder.Write("recipes/main.csx", "#load \"shared.csx\"\n#load \"beside.csx\"\nLab.Log($\"{Twice(2)} {Thrice(2)}\");");

        _folder.ExecuteFile(recipe).ShouldBe("4 6");
    }

    [Theory]
    [InlineData("../scripts/shared.csx")]
    [InlineData("scripts/shared.csx")]
    public void Run_LoadedScript_IsFoundFromTheRoot(string path)
    {
        _folder.Write("scripts/shared.csx", "int Twice(int x) => 2 * x;");
        _folder.ExecuteFile(_folder.Write("recipes/main.csx", $"#load \"{path}\"\nLab.Log(Twice(2).ToString());")).ShouldBe("4");
    }

    [Fact]
    public void Run_ExceptionInTheRecipe_NamesFileLineAndColumn() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("var numbers = new int[0];\n\n    numbers.First();")).Message
            .ShouldMatch(@"recipe\.csx\(3,5\): InvalidOperationException: Sequence contains no elements$");

    [Fact]
    public void Run_ExceptionInALoadedScript_NamesThatFile()
    {
        _folder.Write("scripts/shared.csx", "// a helper\nvoid Fail(int x)\n{\n    throw new RewardLabException($\"no {x}\");\n}");
        Should.Throw<RewardLabException>(() => _folder.Execute("#load \"shared.csx\"\nFail(3);")).Message
            .ShouldMatch(@"scripts/shared\.csx\(4,5\): no 3$");
    }

    [Theory]
    [InlineData("int Half(int x) => 1 / x;\nLab.Log(Half(0).ToString());", 1, 20)]
    [InlineData("class Numbers\n{\n    public static int First(int[] values) => values[0];\n}\nLab.Log(Numbers.First([]).ToString());", 3, 46)]
    [InlineData("class Numbers(int[] values)\n{\n    public int First => values[0];\n}\nLab.Log(new Numbers([]).First.ToString());", 3, 25)]
    public void Run_ExceptionInAMethodOfOneLine_NamesThatLineAndNotItsCaller(string text, int line, int column) =>
        Should.Throw<RewardLabException>(() => _folder.Execute(text)).Message.ShouldMatch($@"recipe\.csx\({line},{column}\): \w+Exception: ");

    [Fact]
    public void Run_ExceptionInAnExpressionOfALoadedScript_NamesThatFile()
    {
        _folder.Write("scripts/shared.csx", "// a helper\nint Half(int x) => 1 / x;");
        Should.Throw<RewardLabException>(() => _folder.Execute("#load \"shared.csx\"\nLab.Log(Half(0).ToString());")).Message
            .ShouldMatch(@"scripts/shared\.csx\(2,20\): DivideByZeroException: ");
    }

    [Fact]
    public void Run_ExceptionInATask_NamesThePlaceInsideTheTask() =>
        Should.Throw<RewardLabException>(() => _folder.Execute("System.Threading.Tasks.Task.Run(() =>\n{\n    throw new FormatException(\"bad\");\n}).Wait();"))
            .Message
                .ShouldMatch(@"recipe\.csx\(3,5\): FormatException: bad$");

    [Fact]
    public void Run_LabCallThatFails_NamesThePlaceAndTheReason()
    {
        var message = Should.Throw<RewardLabException>(() => _folder.Execute("var a = 1;\nLab.Images(\"nowhere\");")).Message;
        message.ShouldMatch(@"recipe\.csx\(2,1\): There is no IImageModel 'nowhere'\.$");
    }

    [Fact]
    public void Lab_OutsideARecipe_SaysSo() => Should.Throw<RewardLabException>(() => Lab.Seed).Message.ShouldContain("inside a recipe only");

    [Fact]
    public void Run_AfterARecipe_TheCallersThreadHasNoSession()
    {
        _folder.Execute("Lab.Log(\"x\");");
        Should.Throw<RewardLabException>(() => Lab.Log("y"));
    }

    [Fact]
    public async Task Run_CancelledInALoopOfLabCalls_EndsWithCancellation()
    {
        using var source = new CancellationTokenSource();
        var recipe = Compile("while (true) { Lab.Progress(\"wait\", 0, 1); }");
        var running = Task.Run(
            () => RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), _folder.Services(), source.Token), TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => !_folder.Run.Progress.IsEmpty, "the recipe's loop");

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        _folder.Run.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_CancelledInALoopWithoutLab_IsLeftBehindAfterThePatience()
    {
        using var source = new CancellationTokenSource();
        var recipe = Compile("var stop = Lab.Cancellation; Lab.Progress(\"wait\", 0, 1); for (var i = 0; i < 200; i++) { System.Threading.Thread.Sleep(50); }");
        var running = Task.Run(
            () => RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), _folder.Services(TimeSpan.FromMilliseconds(50)), source.Token),
            TestContext.Current.CancellationToken);
        await Poll.UntilAsync(() => !_folder.Run.Progress.IsEmpty, "the recipe's loop");

        await source.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(running);
        _folder.Run.Lines.ShouldHaveSingleItem().ShouldContain("abandoned");
    }

    [Fact]
    public void Run_ThirtyTimes_KeepsNoAssemblyAlive()
    {
        var recipe = Compile("var rows = Enumerable.Range(0, 3).Select(i => new { Index = i }); Lab.Table(\"t\", rows); Lab.Log(\"done\");");
        var name = "recipe-" + recipe.Info.Name;
        for (var i = 0; i < 30; i++)
        {
            RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info), _folder.Services(), TestContext.Current.CancellationToken);
        }

        _folder.Run.Lines.Count.ShouldBe(30);
        for (var i = 0; i < 20 && Alive() > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Alive().ShouldBe(0);

        int Alive() => AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name == name);
    }

    private CompiledRecipe Compile(string text) =>
        new RecipeCompiler(cacheFolder: null).Compile(_folder.Write($"r{Guid.NewGuid():N}.csx", text), TestContext.Current.CancellationToken);
}
