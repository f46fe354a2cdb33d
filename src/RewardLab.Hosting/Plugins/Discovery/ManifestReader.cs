using RewardLab.Abstractions;
using RewardLab.Hosting.Text;
using RewardLab.Runs.Files;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RewardLab.Hosting.Plugins.Discovery;

/// <summary>Reads plugin.yaml: one mapping of names to plain values. Tags, anchors, aliases, nesting and unknown names are refused.</summary>
internal static class ManifestReader
{
    private const int MaxBytes = 64 << 10;
    private static readonly string[] Known = ["id", "name", "description", "version", "contractVersion", "assembly"];

    /// <exception cref="RewardLabException">The file is unreadable, too large or not a manifest, with the line.</exception>
    public static PluginManifest Read(string path)
    {
        string text;
        try
        {
            using var stream = FileStamp.OpenRead(path, MaxBytes);
            using var reader = TextFile.Open(stream, PluginManifest.FileName);
            text = reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Problem($"cannot be read: {OneLine.Format(exception.Message)}");
        }

        return Parse(text);
    }

    public static PluginManifest Parse(string text)
    {
        var values = YamlText.Read(
            new StringReader(text), ReadMapping, (line, column, reason) => Problem($"line {line}, column {column}: {reason}").Message);
        return new PluginManifest
        {
            Id = Required("id"),
            Name = OneLine.Format(values.GetValueOrDefault("name", "")),
            Description = OneLine.Format(values.GetValueOrDefault("description", "")),
            Version = OneLine.Format(values.GetValueOrDefault("version", "")),
            ContractVersion = Required("contractVersion"),
            Assembly = Required("assembly"),
        };

        string Required(string name) => values.GetValueOrDefault(name) is { Length: > 0 } value ? value : throw Problem($"does not say '{name}'");
    }

    private static Dictionary<string, string> ReadMapping(IParser parser)
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            throw Problem("is empty");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        Expect<MappingStart>(parser, "names and values, such as 'id: acme.brightness'");
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = Expect<Scalar>(parser, "a plain name");
            if (!Known.Contains(name.Value, StringComparer.Ordinal))
            {
                throw Problem($"line {name.Start.Line}: '{OneLine.Format(name.Value)}' is unknown. {NearestName.Advice(name.Value, Known)}");
            }

            if (!values.TryAdd(name.Value, Expect<Scalar>(parser, $"plain text for '{name.Value}'").Value))
            {
                throw Problem($"line {name.Start.Line}: '{name.Value}' is given twice");
            }
        }

        parser.Consume<DocumentEnd>();
        parser.Consume<StreamEnd>();
        return values;
    }

    private static T Expect<T>(IParser parser, string expected)
        where T : NodeEvent
    {
        if (!parser.TryConsume<T>(out var node))
        {
            throw Problem($"line {parser.Current?.Start.Line ?? 1}: expected {expected}");
        }

        return node.Tag.IsEmpty && node.Anchor.IsEmpty ? node : throw Problem($"line {node.Start.Line}: tags and anchors are not allowed");
    }

    private static RewardLabException Problem(string what) => new($"{PluginManifest.FileName} {what}.");
}
