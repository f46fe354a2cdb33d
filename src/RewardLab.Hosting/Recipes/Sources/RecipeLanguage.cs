using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>The C# that recipes are written in: language version and compiler options.</summary>
internal static class RecipeLanguage
{
    /// <summary>Options of the parser.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Options of the compiler.</summary>
    /// <param name="path">The recipe's file: a program of its own has the namespaces that programs have, too.</param>
    /// <param name="sources">Finds what it loads.</param>
    public static CSharpCompilationOptions Options(string path, SourceReferenceResolver sources) => new(
        OutputKind.DynamicallyLinkedLibrary,
        scriptClassName: "Recipe",
        usings: RecipeProgramFile.Is(path) ? [.. RecipeNamespaces.Open, .. RecipeProgramFile.Namespaces] : RecipeNamespaces.Open,
        // What takes time happens in RewardLab's own code. A method of the recipe that is inlined would have no line in an error's stack.
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        sourceReferenceResolver: sources,
        metadataReferenceResolver: RecipeReferenceResolver.Instance);

    /// <summary>The name of a recipe's assembly.</summary>
    public static string AssemblyName(string path) =>
        "recipe-" + string.Concat(Path.GetFileNameWithoutExtension(path).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
