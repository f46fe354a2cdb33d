using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Discovery;
using RewardLab.Hosting.Recipes.Sources;
using RewardLab.Runs.Files;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Reads presets: YAML files of "name: value".</summary>
internal static class PresetReader
{
    private const int MaximumBytes = 1 << 20;

    /// <summary>The entries in the file's order; none for an empty file.</summary>
    /// <exception cref="RewardLabException">The file is missing, unreadable or no map of names to plain values.</exception>
    public static IReadOnlyList<PresetEntry> Read(string path)
    {
        var shown = RecipePlace.Display(path);
        IList<YamlDocument> documents;
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumBytes })
            {
                throw new RewardLabException(
                    $"{shown}: the file has more than {MaximumBytes} bytes, too many for a preset. Give a YAML file of 'name: value'.");
            }

            if (RegularFile.IsEmptyOrPipe(path))
            {
                FileStamp.Of(path); // refuses a pipe
                return [];
            }

            using var reader = TextFile.Open(path);
            documents = YamlText.Load(reader, shown);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{shown}: the preset cannot be read: {exception.Message}", exception);
        }

        return documents.Count == 0 ? []
            : documents[0].RootNode is YamlMappingNode map ? [.. map.Children.SelectMany(pair => Entries(pair.Key, pair.Value, shown))]
            : throw new RewardLabException($"{shown}: a preset is a YAML file of 'name: value', but this file is not a map.");
    }

    // Options of a component may stand in a map of their group's name, and lists as lists.
    private static IEnumerable<PresetEntry> Entries(YamlNode key, YamlNode value, string file)
    {
        if (key is YamlScalarNode { Value: { } name } && value is YamlMappingNode map)
        {
            return map.Children.Select(pair => Entry(pair.Key, pair.Value, file, $"{name}."));
        }

        return [Entry(key, value, file, "")];
    }

    private static PresetEntry Entry(YamlNode key, YamlNode value, string file, string prefix)
    {
        var place = $"{file}({key.Start.Line},{key.Start.Column})";
        return (key, value) switch
        {
            (YamlScalarNode { Value: { } name }, YamlScalarNode scalar) => new PresetEntry(
                prefix + name, scalar.Value ?? "", place, IsNested: prefix.Length > 0),
            (YamlScalarNode { Value: { } name }, YamlSequenceNode list) when list.Children.All(child => child is YamlScalarNode) =>
                new PresetEntry(
                    prefix + name, $"[{string.Join(", ", list.Children.Cast<YamlScalarNode>().Select(child => child.Value))}]", place, IsNested: true),
            _ => throw new RewardLabException($"{place}: {PresetEntry.Nested}"),
        };
    }
}
