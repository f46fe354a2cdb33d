using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>Finds plugins and checks all that can be checked before code is loaded.</summary>
internal static partial class PluginDiscovery
{
    private const int MaxIdLength = 80;
    private const int MaxBareDependencies = 200;

    public static PluginCandidate Examine(PluginSource source, FileHashes cache)
    {
        var candidate = new PluginCandidate { Source = source, Id = OneLine.Format(source.FallbackId) };
        try
        {
            var (manifest, metadata) = Describe(source);
            candidate = candidate with { Manifest = manifest, Components = metadata.Components, Publisher = metadata.Publisher };
            CheckId(manifest.Id, PluginIdPattern(), "plugin id", "lower-case letters, digits, dots and hyphens");
            candidate = candidate with { Id = manifest.Id };
            candidate = candidate with
            {
                Files = source.IsBare
                    ? PluginFiles.OfBare(source.Location, BareDependencies(source.Location, metadata), cache)
                    : PluginFiles.OfFolder(source.Folder, cache),
            };
            Check(manifest, metadata);
            return candidate;
        }
        catch (RewardLabException exception)
        {
            return candidate with { Problem = exception.Message };
        }
    }

    /// <summary>Whether a folder has a DLL that says of itself that it is a plugin.</summary>
    public static bool HasMarkedAssembly(string folder) => Directory.EnumerateFiles(folder, "*.dll").Any(IsMarked);

    /// <summary>Whether a folder has a plugin's manifest, which may be damaged.</summary>
    public static bool HasManifest(string folder) => File.Exists(Path.Combine(folder, PluginManifest.FileName));

    private static (PluginManifest Manifest, AssemblyMetadata Metadata) Describe(PluginSource source)
    {
        var manifestPath = Path.Combine(source.Folder, PluginManifest.FileName);
        if (!source.IsBare && File.Exists(manifestPath))
        {
            var manifest = ManifestReader.Read(manifestPath);
            return (manifest, AssemblyMetadata.Read(AssemblyPath(source.Folder, manifest.Assembly)));
        }

        var path = source.IsBare ? source.Location : OnlyPlugin(source.Folder);
        var metadata = AssemblyMetadata.Read(path);
        var plugin = metadata.Plugin ?? throw new RewardLabException(
            $"'{Path.GetFileName(path)}' is not a plugin: it has no [assembly: RewardLabPlugin(...)]. "
            + "Put a plugin's dependencies into a folder together with it.");
        return (FromAttribute(plugin, metadata, path), metadata);
    }

    // The assemblies beside a bare DLL that it needs, and those that they need: they are trusted with it. Another plugin is none of them.
    private static List<string> BareDependencies(string path, AssemblyMetadata metadata)
    {
        var folder = Path.GetDirectoryName(path)!;
        var found = new List<string>();
        var names = new Queue<string>(metadata.References);
        while (found.Count < MaxBareDependencies && names.TryDequeue(out var name))
        {
            var beside = Path.Combine(folder, name + ".dll");
            if (name != Path.GetFileName(name) || beside == path || found.Contains(beside) || !File.Exists(beside))
            {
                continue;
            }

            try
            {
                if (AssemblyMetadata.Read(beside) is { Plugin: null } helper)
                {
                    found.Add(beside);
                    foreach (var next in helper.References)
                    {
                        names.Enqueue(next);
                    }
                }
            }
            catch (RewardLabException)
            {
                // Damaged or native: loading says what is missing.
                continue;
            }
        }

        return found;
    }

    private static PluginManifest FromAttribute(RewardLabPluginAttribute plugin, AssemblyMetadata metadata, string path) => new()
    {
        Id = plugin.Id,
        Name = OneLine.Format(plugin.Name),
        Description = OneLine.Format(plugin.Description),
        Version = metadata.Version,
        ContractVersion = plugin.ContractVersion,
        Assembly = Path.GetFileName(path),
    };

    private static string AssemblyPath(string folder, string name)
    {
        // Both separators on every system: a manifest written for one must not mean something else on another.
        if (name.AsSpan().ContainsAny("/\\:") || name != Path.GetFileName(name) || !name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            throw new RewardLabException(
                $"{PluginManifest.FileName} names the assembly '{OneLine.Format(name)}': "
                + "it must be the name of a .dll file in the same folder, without a path.");
        }

        var path = Path.Combine(folder, name);
        return File.Exists(path)
            ? path
            : throw new RewardLabException($"{PluginManifest.FileName} names the assembly '{OneLine.Format(name)}', which is not in the folder.");
    }

    private static string OnlyPlugin(string folder)
    {
        string[] marked;
        try
        {
            marked = [.. Directory.EnumerateFiles(folder, "*.dll").Where(IsMarked).Take(2)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"The folder cannot be read: {OneLine.Format(exception.Message)}", exception);
        }

        return marked.Length switch
        {
            1 => marked[0],
            0 => throw new RewardLabException($"The folder has neither {PluginManifest.FileName} nor a DLL with [assembly: RewardLabPlugin(...)]."),
            _ => throw new RewardLabException($"The folder has several plugins. Give each its own folder, or name one in {PluginManifest.FileName}."),
        };
    }

    private static bool IsMarked(string path)
    {
        try
        {
            return AssemblyMetadata.Read(path).Plugin is not null;
        }
        catch (RewardLabException)
        {
            return false; // a native dependency, or damaged: the caller says what is missing
        }
    }

    private static void Check(PluginManifest manifest, AssemblyMetadata metadata)
    {
        if (metadata.Plugin is { } plugin && (plugin.Id != manifest.Id || plugin.ContractVersion != manifest.ContractVersion))
        {
            throw new RewardLabException(
                $"{PluginManifest.FileName} says '{manifest.Id}' for contract {OneLine.Format(manifest.ContractVersion)}, "
                + $"the assembly says '{OneLine.Format(plugin.Id)}' for {OneLine.Format(plugin.ContractVersion)}.");
        }

        if (ContractCheck.Problem(manifest.ContractVersion, metadata.Contracts) is { } problem)
        {
            throw new RewardLabException(problem);
        }

        if (metadata.FrameworkVersion > Environment.Version.Major)
        {
            throw new RewardLabException(
                $"It was built for .NET {metadata.FrameworkVersion}, but this RewardLab runs on .NET {Environment.Version.Major}. "
                + "Get a matching version of the plugin or of RewardLab.");
        }

        if (!metadata.ReferencesAbstractions)
        {
            throw new RewardLabException($"'{manifest.Assembly}' does not reference RewardLab.Abstractions, so it can export nothing.");
        }

        foreach (var component in metadata.Components)
        {
            CheckId(component.Id, ComponentIdPattern(), $"{ComponentKinds.Noun(component.Kind)} id", "lower-case letters, digits and hyphens");
        }

        if (metadata.Components.GroupBy(component => (component.Kind, component.Id)).FirstOrDefault(group => group.Count() > 1)?.Key is { } twice)
        {
            throw new RewardLabException($"It exports the {ComponentKinds.Noun(twice.Kind)} id '{twice.Id}' twice.");
        }
    }

    private static void CheckId(string id, Regex pattern, string what, string allowed)
    {
        if (id.Length > MaxIdLength || !pattern.IsMatch(id))
        {
            throw new RewardLabException($"'{OneLine.Format(id)}' is not a valid {what}: use {allowed}, at most {MaxIdLength}.");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9]+(?:[.-][a-z0-9]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PluginIdPattern();

    [GeneratedRegex(@"\A[a-z0-9]+(?:-[a-z0-9]+)*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ComponentIdPattern();
}
