using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Resolves #r "Name" to assemblies of .NET and of the program. Files and packages are refused:
/// code from elsewhere comes as a plugin, which is trusted first.</summary>
internal sealed class RecipeReferenceResolver : MetadataReferenceResolver
{
    public static readonly RecipeReferenceResolver Instance = new();

    private RecipeReferenceResolver()
    {
    }

    /// <inheritdoc />
    public override bool ResolveMissingAssemblies => true;

    /// <inheritdoc />
    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference, string? baseFilePath, MetadataReferenceProperties properties)
    {
        var name = reference.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) ? reference[..^4] : reference;
        return RecipeReferences.Find(name) is { } path ? [MetadataReference.CreateFromFile(path, properties)] : [];
    }

    /// <inheritdoc />
    public override PortableExecutableReference? ResolveMissingAssembly(MetadataReference definition, AssemblyIdentity referenceIdentity) =>
        RecipeReferences.Find(referenceIdentity.Name) is { } path ? MetadataReference.CreateFromFile(path) : null;

    /// <inheritdoc />
    public override bool Equals(object? other) => ReferenceEquals(this, other);

    /// <inheritdoc />
    public override int GetHashCode() => 17;
}
