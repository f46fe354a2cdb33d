using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace RewardLab.Architecture.Tests;

/// <summary>An assembly and what it references, read from its metadata.</summary>
internal sealed record CompiledAssembly(string Name, IReadOnlyList<string> References)
{
    public static CompiledAssembly Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var metadata = image.GetMetadataReader();
        return new CompiledAssembly(
            metadata.GetString(metadata.GetAssemblyDefinition().Name),
            [.. metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).Order(StringComparer.Ordinal)]);
    }
}
