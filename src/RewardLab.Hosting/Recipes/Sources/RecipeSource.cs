using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>A recipe's text, and that of the files it loads, as syntax trees.</summary>
internal sealed class RecipeSource
{
    private readonly RecipeSourceResolver _resolver;

    private RecipeSource(string path, SyntaxTree main, RecipeSourceResolver resolver, CSharpCompilation compilation)
    {
        Path = path;
        Main = main;
        _resolver = resolver;
        Compilation = compilation;
    }

    /// <summary>Absolute path of the recipe.</summary>
    public string Path { get; }

    /// <summary>The recipe's own text.</summary>
    public SyntaxTree Main { get; }

    /// <summary>The script, without any reference to assemblies yet.</summary>
    public CSharpCompilation Compilation { get; }

    /// <summary>The recipe and every file it loads.</summary>
    public IReadOnlyCollection<LoadedFile> Files => _resolver.Files;

    /// <summary>Paths where loaded files were looked for in vain.</summary>
    public IReadOnlyCollection<string> Absent => _resolver.Absent;

    /// <summary>Reads and parses the recipe and what it loads.</summary>
    /// <exception cref="RewardLabException">The file is missing, unreadable or not C#.</exception>
    public static RecipeSource Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var fullPath = System.IO.Path.GetFullPath(path);
        var resolver = new RecipeSourceResolver(fullPath);
        var main = CSharpSyntaxTree.ParseText(Read(resolver, fullPath), RecipeLanguage.ParseOptions, fullPath);
        var compilation = CSharpCompilation.CreateScriptCompilation(
            RecipeLanguage.AssemblyName(fullPath), main, references: null, RecipeLanguage.Options(fullPath, resolver), returnType: typeof(object));
        var source = new RecipeSource(fullPath, main, resolver, compilation);
        RecipeDiagnostics.ThrowOnError(compilation.SyntaxTrees.SelectMany(tree => tree.GetDiagnostics()));
        return source;
    }

    private static Microsoft.CodeAnalysis.Text.SourceText Read(RecipeSourceResolver resolver, string path)
    {
        try
        {
            return resolver.ReadText(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"{RecipePlace.Display(path)}: there is no such recipe. 'recipes list' lists all recipes.", exception);
        }
        catch (InvalidDataException exception)
        {
            throw new RewardLabException($"{RecipePlace.Display(path)}: not a recipe: it is empty or too large.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{RecipePlace.Display(path)}: the recipe cannot be read: {exception.Message}", exception);
        }
    }
}
