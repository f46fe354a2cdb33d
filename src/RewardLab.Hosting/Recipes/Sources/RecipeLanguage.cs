using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>The C# that recipes are written in: language version and compiler options.</summary>
internal static class RecipeLanguage
{
    /// <summary>Options of the parser.</summary>
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>Options of the compiler.</summary>
    public static CSharpCompilationOptions Options(SourceReferenceResolver sources) => new(
        OutputKind.DynamicallyLinkedLibrary,
        scriptClassName: "Recipe",
        usings: RecipeNamespaces.Open,
        // What takes time happens in RewardLab's own code. A method of the recipe that is inlined would have no line in an error's stack.
        optimizationLevel: OptimizationLevel.Debug,
        nullableContextOptions: NullableContextOptions.Enable,
        sourceReferenceResolver: sources,
        metadataReferenceResolver: RecipeReferenceResolver.Instance);

    /// <summary>The name of a recipe's assembly.</summary>
    public static string AssemblyName(string path) =>
        "recipe-" + string.Concat(Path.GetFileNameWithoutExtension(path).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '_'));
}
