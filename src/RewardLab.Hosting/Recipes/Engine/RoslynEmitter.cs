using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Compiles recipes with Roslyn.</summary>
internal sealed class RoslynEmitter : IRecipeEmitter
{
    /// <inheritdoc />
    public RecipeImage Emit(string path, CancellationToken cancellationToken)
    {
        var source = RecipeSource.Open(path);
        var compilation = source.Compilation.WithReferences(RecipeReferences.Paths.Select(file => MetadataReference.CreateFromFile(file)));
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
        RecipeDiagnostics.ThrowOnError(result.Diagnostics);

        // Parameters after the compiler's verdict: a typing error is better told by the compiler.
        return new RecipeImage(source.ReadInfo(), assembly.ToArray(), symbols.ToArray(), [.. source.Files], [.. source.Absent]);
    }
}
