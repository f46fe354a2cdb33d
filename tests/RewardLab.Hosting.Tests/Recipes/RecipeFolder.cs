using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>A folder of its own for a test's recipes, with what is needed to run them.</summary>
internal sealed class RecipeFolder : IDisposable
{
    public RecipeFolder()
    {
        Directory.CreateDirectory(Path);
        Directory.CreateDirectory(System.IO.Path.Combine(Path, "scripts"));
        Run = new MemoryRun { Folder = System.IO.Path.Combine(Path, "run") };
    }

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "rewardlab-tests", Guid.NewGuid().ToString("N"));

    public string Cache => System.IO.Path.Combine(Path, "cache");

    public MemoryRun Run { get; }

    public FakeCatalog Catalog { get; } = new();

    public StringWriter Output { get; } = new();

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public RecipeServices Services(TimeSpan? patience = null) => new()
    {
        Components = Catalog,
        Run = Run,
        Output = Output,
        Patience = patience ?? TimeSpan.FromSeconds(1.5),
    };

    /// <summary>Compiles without a cache and runs to the end.</summary>
    public string Execute(string text, params string[] settings) => ExecuteFile(Write("recipe.csx", text), settings);

    public string ExecuteFile(string path, params string[] settings)
    {
        var recipe = new RecipeCompiler(cacheFolder: null).Compile(path, TestContext.Current.CancellationToken);
        RecipeRunner.Run(recipe, RecipeArguments.Resolve(recipe.Info, settings: settings), Services(), TestContext.Current.CancellationToken);
        return string.Join('\n', Run.Lines);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
