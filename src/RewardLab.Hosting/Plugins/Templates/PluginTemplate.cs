using System.Reflection;
using System.Security;
using System.Xml.Linq;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Inventory;

namespace RewardLab.Hosting.Plugins.Templates;

/// <summary>Writes the project of a new plugin: it builds as it is, and exports an example of the wanted kind.</summary>
public static class PluginTemplate
{
    private const string ResourceRoot = "template/";
    private const string KindsName = "template/Kinds.props";

    /// <summary>Writes a project into a new folder. The contracts are referenced from the running program's folder, so that it builds offline.</summary>
    /// <param name="name">Words of letters and digits joined by dots or hyphens, such as "acme.brightness" or "MyReward"; decides ids and namespace.</param>
    /// <param name="kind">The kind of the example component.</param>
    /// <param name="folder">The project's folder; must not exist, or be empty.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="RewardLabException">The name is none, or the folder cannot be made or is not empty.</exception>
    public static PluginTemplateResult Create(string name, ComponentKind kind, string folder) =>
        Create(name, kind, folder, Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>Writes a project into a new folder.</summary>
    /// <inheritdoc cref="Create(string, ComponentKind, string)" />
    /// <param name="name">Words of letters and digits joined by dots or hyphens, such as "acme.brightness" or "MyReward"; decides ids and namespace.</param>
    /// <param name="kind">The kind of the example component.</param>
    /// <param name="folder">The project's folder; must not exist, or be empty.</param>
    /// <param name="programFolder">The folder of RewardLab.Abstractions.dll and System.Composition.AttributedModel.dll.</param>
    public static PluginTemplateResult Create(string name, ComponentKind kind, string folder, string programFolder)
    {
        var names = PluginNames.Create(name);
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(programFolder);
        folder = Path.GetFullPath(folder);
        if (Path.Exists(folder) && (File.Exists(folder) || Directory.EnumerateFileSystemEntries(folder).Any()))
        {
            throw new RewardLabException($"'{folder}' already exists. Name another folder.");
        }

        var temporary = $"{Path.TrimEndingDirectorySeparator(folder)}.{Path.GetRandomFileName()}";
        try
        {
            Write(temporary, kind, names, Replacements(names, kind, programFolder));
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            AtomicFile.MoveFolder(temporary, folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(temporary))
            {
                Directory.Delete(temporary, recursive: true);
            }

            throw new RewardLabException($"'{folder}' cannot be written: {OneLine.Format(exception.Message)}", exception);
        }

        return new PluginTemplateResult(folder, Path.Combine(folder, names.Namespace + ".csproj"), names.PluginId, names.ComponentId);
    }

    private static void Write(string folder, ComponentKind kind, PluginNames names, Dictionary<string, string> replacements)
    {
        Directory.CreateDirectory(folder);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var part in (string[])["Common", kind.ToString()])
        {
            var root = $"{ResourceRoot}{part}/";
            foreach (var resource in assembly.GetManifestResourceNames().Where(resource => resource.StartsWith(root, StringComparison.Ordinal)))
            {
                using var stream = assembly.GetManifestResourceStream(resource)!;
                using var reader = TextFile.Open(stream, resource);
                var text = replacements.Aggregate(reader.ReadToEnd(), (text, entry) => text.Replace($"__{entry.Key}__", entry.Value, StringComparison.Ordinal));
                var fileName = resource[root.Length..];
                File.WriteAllText(Path.Combine(folder, fileName == "Plugin.csproj" ? names.Namespace + ".csproj" : fileName), text);
            }
        }
    }

    private static Dictionary<string, string> Replacements(PluginNames names, ComponentKind kind, string programFolder) => new(StringComparer.Ordinal)
    {
        ["Name"] = names.Name,
        ["Namespace"] = names.Namespace,
        ["PluginId"] = names.PluginId,
        ["ComponentId"] = names.ComponentId,
        ["Kind"] = ComponentKinds.Noun(kind),
        ["Call"] = Word(kind, "Use"),
        ["CallEnd"] = Word(kind, "UseEnd"),
        ["Contract"] = $"{ContractVersion.Current}.0",
        ["RewardLabFolder"] = ForProject(Path.GetFullPath(programFolder)),
    };

    // A kind's words in Kinds.props, which the package of templates reads as well.
    private static string Word(ComponentKind kind, string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(KindsName)!;
        return XDocument.Load(stream).Descendants("PluginKind")
            .Single(element => element.Attribute("Include")!.Value == kind.ToString())
            .Attribute(name)!.Value;
    }

    // The project file's own escapes come on top of XML's.
    private static string ForProject(string path) =>
        SecurityElement.Escape(
            path.Replace("%", "%25", StringComparison.Ordinal).Replace("$", "%24", StringComparison.Ordinal).Replace(";", "%3B", StringComparison.Ordinal));
}
