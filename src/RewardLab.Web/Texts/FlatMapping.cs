using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Web.Texts;

/// <summary>Reads one mapping from texts to texts.</summary>
internal static class FlatMapping
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads JSON, where the text begins with a brace, or YAML.</summary>
    /// <param name="text">The text; an empty one is an empty mapping.</param>
    /// <param name="source">The file's name, for messages.</param>
    /// <exception cref="RewardLabException">It is neither, or has a key twice, or a value that is not a text.</exception>
    public static Dictionary<string, string> Read(string text, string source)
    {
        try
        {
            var entries = text.AsSpan().TrimStart() is ['{', ..] ? Json(text, source) : Yaml(text, source);
            var found = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in entries)
            {
                if (!found.TryAdd(key, value))
                {
                    throw new RewardLabException($"{source}: the key '{key}' occurs twice. Remove one.");
                }
            }

            return found;
        }
        catch (JsonException exception)
        {
            throw new RewardLabException(
                $"{source}({exception.LineNumber + 1},{exception.BytePositionInLine + 1}): not JSON. Check the line's quotes and commas.", exception);
        }
    }

    private static List<(string Key, string Value)> Json(string text, string source)
    {
        using var document = JsonDocument.Parse(text, Lenient);
        return
        [
            .. document.RootElement.EnumerateObject().Select(property => property.Value.ValueKind == JsonValueKind.String
                ? (property.Name, property.Value.GetString()!)
                : throw NotText(source, property.Name)),
        ];
    }

    private static List<(string Key, string Value)> Yaml(string text, string source)
    {
        var documents = YamlText.Load(new StringReader(text), source);
        return documents.Count == 0
            ? []
            : documents[0].RootNode is YamlMappingNode map
                ? [.. map.Children.Select(entry => entry is { Key: YamlScalarNode key, Value: YamlScalarNode value }
                    ? (key.Value ?? "", value.Value ?? "")
                    : throw NotText(source, $"{entry.Key}"))]
                : throw new RewardLabException($"{source}: expected lines of the form 'key: text'.");
    }

    private static RewardLabException NotText(string source, string key) => new($"{source}: the value of '{key}' is not a text. Write it in quotes.");
}
