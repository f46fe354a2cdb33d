using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Emit;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Compiles recipes with Roslyn.</summary>
internal sealed class RoslynEmitter : IRecipeEmitter
{
    private static readonly WeakReference<MetadataReference[]> Known = new([]);

    /// <inheritdoc />
    public RecipeImage Emit(string path, CancellationToken cancellationToken)
    {
        var source = RecipeSource.Open(path);
        var compilation = source.Compilation.WithReferences(References());
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = compilation.Emit(
            assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: cancellationToken);
        RecipeDiagnostics.ThrowOnError(result.Diagnostics);
        if (assembly.Length == 0)
        {
            // What the compiler makes of a text of comments and directives alone.
            throw new RewardLabException(
                $"{RecipePlace.Display(path)}: the recipe is empty: it has no statement. 'rewardlab recipes new NAME' writes one to start from.");
        }

        // Parameters after the compiler's verdict: a typing error is better told by the compiler.
        return new RecipeImage(RecipeInfo.Read(source), assembly.ToArray(), symbols.ToArray(), [.. source.Files], [.. source.Absent])
        {
            Warnings = RecipeDiagnostics.Obsolete(result.Diagnostics),
        };
    }

    // Weakly held: many compilations in a row share what they read of .NET, and a run that follows one gets the memory back.
    private static MetadataReference[] References()
    {
        if (!Known.TryGetTarget(out var references) || references.Length == 0)
        {
            references = [.. RecipeReferences.Paths.Select(file => MetadataReference.CreateFromFile(file))];
            Known.SetTarget(references);
        }

        return references;
    }
}
