using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>What a file says about itself as a plugin, read without loading it or running any of its code.</summary>
internal sealed record AssemblyMetadata
{
    private const int MaxBytes = 256 << 20;
    private static readonly string AbstractionsName = typeof(RewardLabPluginAttribute).Assembly.GetName().Name!;

    /// <summary>The assembly's version.</summary>
    public required string Version { get; init; }

    /// <summary>The company or the authors that the assembly names, which nothing proves; may be empty.</summary>
    public string Publisher { get; init; } = "";

    /// <summary>The simple names of the assemblies it references.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>The version of .NET that it was built for, such as 10; 0 where it does not say.</summary>
    public int FrameworkVersion { get; init; }

    /// <summary>The contracts that it was compiled against, by their assemblies' names.</summary>
    public IReadOnlyDictionary<string, Version> Contracts { get; init; } = new Dictionary<string, Version>(StringComparer.Ordinal);

    /// <summary>Whether the assembly references RewardLab's contracts.</summary>
    public bool ReferencesAbstractions => Contracts.ContainsKey(AbstractionsName);

    /// <summary>The <see cref="RewardLabPluginAttribute"/> it carries, or null.</summary>
    public RewardLabPluginAttribute? Plugin { get; init; }

    /// <summary>Components that carry one of the Export attributes.</summary>
    public IReadOnlyList<PluginComponent> Components { get; init; } = [];

    /// <summary>Reads a file.</summary>
    /// <exception cref="RewardLabException">It cannot be read, is no .NET assembly, or is damaged.</exception>
    public static AssemblyMetadata Read(string path)
    {
        var name = OneLine.Format(Path.GetFileName(path));
        try
        {
            using var stream = FileStamp.OpenRead(path, MaxBytes);
            using var file = new PEReader(stream);
            if (!file.HasMetadata || file.GetMetadataReader() is not { IsAssembly: true } metadata)
            {
                throw new RewardLabException($"'{name}' is a native library, not a .NET assembly.");
            }

            return Read(metadata);
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or ArgumentException
            or IndexOutOfRangeException or OverflowException)
        {
            throw new RewardLabException(
                MistakenFile.Describe(path) is { } mistake
                    ? $"'{name}' {mistake}"
                    : $"'{name}' is damaged or not a .NET assembly: {OneLine.Format(exception.Message)}",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"'{name}' cannot be read: {OneLine.Format(exception.Message)}", exception);
        }
    }

    private static AssemblyMetadata Read(MetadataReader metadata)
    {
        var assembly = metadata.GetAssemblyDefinition();
        return new AssemblyMetadata
        {
            Version = assembly.Version.ToString(3),
            Contracts = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Select(reference => (Name: metadata.GetString(reference.Name), reference.Version))
                .Where(reference => ContractCheck.Knows(reference.Name))
                .DistinctBy(reference => reference.Name, StringComparer.Ordinal)
                .ToDictionary(reference => reference.Name, reference => reference.Version, StringComparer.Ordinal),
            Publisher = OneLine.Format(AttributeText.OfAssembly(metadata, nameof(AssemblyCompanyAttribute))),
            References = [.. metadata.AssemblyReferences.Select(reference => metadata.GetString(metadata.GetAssemblyReference(reference).Name))],
            FrameworkVersion = metadata.AssemblyReferences.Select(metadata.GetAssemblyReference)
                .Where(reference => metadata.GetString(reference.Name) is "System.Runtime" or "System.Private.CoreLib")
                .Select(reference => reference.Version.Major)
                .FirstOrDefault(),
            Plugin = ReadPlugin(metadata, assembly),
            Components = [.. ReadComponents(metadata)],
        };
    }

    private static RewardLabPluginAttribute? ReadPlugin(MetadataReader metadata, AssemblyDefinition assembly)
    {
        foreach (var handle in assembly.GetCustomAttributes())
        {
            if (AttributeText.TypeName(metadata, handle, AbstractionsName) == nameof(RewardLabPluginAttribute))
            {
                var text = AttributeText.Read(metadata, handle, argumentCount: 2);
                return new RewardLabPluginAttribute(text.Arguments[0], text.Arguments[1])
                {
                    Name = text.Named(nameof(RewardLabPluginAttribute.Name)),
                    Description = text.Named(nameof(RewardLabPluginAttribute.Description)),
                };
            }
        }

        return null;
    }

    private static IEnumerable<PluginComponent> ReadComponents(MetadataReader metadata)
    {
        foreach (var type in metadata.TypeDefinitions)
        {
            foreach (var handle in metadata.GetTypeDefinition(type).GetCustomAttributes())
            {
                if (AttributeText.TypeName(metadata, handle, AbstractionsName) is { } name && ExportedKind(name) is { } kind)
                {
                    var text = AttributeText.Read(metadata, handle, argumentCount: 1);
                    yield return new PluginComponent(
                        kind, OneLine.Format(text.Arguments[0]), OneLine.Format(text.Named(nameof(ComponentMetadata.Description))));
                }
            }
        }
    }

    private static ComponentKind? ExportedKind(string attributeName) => attributeName switch
    {
        nameof(ExportRewardAttribute) => ComponentKind.Reward,
        nameof(ExportPromptGeneratorAttribute) => ComponentKind.PromptGenerator,
        nameof(ExportEnsembleAttribute) => ComponentKind.Ensemble,
        nameof(ExportImageModelAttribute) => ComponentKind.ImageModel,
        nameof(ExportAlgorithmAttribute) => ComponentKind.Algorithm,
        _ => null,
    };
}
