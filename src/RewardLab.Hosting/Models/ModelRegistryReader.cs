using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Hosting.Models.Hub;
using RewardLab.Runs.Files;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Models;

/// <summary>Reads a list of models from YAML; every mistake is named with its line and column.</summary>
internal sealed class ModelRegistryReader(string source)
{
    private const string DefaultRevision = "main";
    private const int Sha256Digits = 64;

    /// <exception cref="RewardLabException">It is not a list of models: source(line,column) and what is wrong.</exception>
    public IReadOnlyList<ModelEntry> Read(TextReader reader)
    {
        var documents = YamlText.Load(reader, source);
        if (documents.Count == 0)
        {
            return [];
        }

        var root = documents[0].RootNode;
        var entries = List(root, "models").Select(ReadEntry).ToArray();
        var repeated = entries.GroupBy(entry => entry.Id, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        return repeated is null ? entries : throw Error(root, $"the id '{repeated.Key}' occurs twice");
    }

    private ModelEntry ReadEntry(YamlNode node)
    {
        var map = Map(node, "a model", ["id", "description", "architecture", "reward", "images", "licence", "parameters", "sources", "folder"]);
        var id = Text(map, "id") ?? throw Error(node, "a model needs an 'id'");
        var folder = Text(map, "folder");
        var files = Child(map, "sources") is { } sources ? List(sources, "sources").SelectMany(ReadSource).ToArray() : [];
        return folder is null == (files.Length > 0)
            ? new ModelEntry(
                id, Text(map, "description") ?? "", Text(map, "architecture") ?? "", Text(map, "reward") ?? "", Text(map, "licence") ?? "", files, folder)
                {
                    Images = Text(map, "images") ?? "",
                    Parameters = Count(map, "parameters") ?? 0,
                }
            : throw Error(node, $"model '{id}' needs either 'sources' with files, or a 'folder'");
    }

    private IEnumerable<ModelFile> ReadSource(YamlNode node)
    {
        var map = Map(node, "a source", ["repository", "revision", "files"]);
        var repositories = Repositories(map, node);
        var revision = Text(map, "revision") ?? DefaultRevision;
        var wrong = repositories.FirstOrDefault(repository => !HubNames.IsRepository(repository));
        if (wrong is not null || !HubNames.IsRevision(revision))
        {
            throw Error(node, $"'{wrong ?? repositories[0]}' at '{revision}' is not a repository of the hub; write owner/name");
        }

        return List(Child(map, "files") ?? throw Error(node, "a source needs 'files'"), "files")
            .Select(file => ReadFile(file, repositories[0], revision) with { Mirrors = repositories[1..] });
    }

    // One, or several that hold the same, in the order in which they are tried.
    private string[] Repositories(YamlMappingNode map, YamlNode node) => Child(map, "repository") switch
    {
        YamlSequenceNode { Children.Count: > 0 } list =>
        [
            .. list.Select(entry => entry is YamlScalarNode { Value: { Length: > 0 } name } ? name : throw Error(entry, "a repository must be a text")),
        ],
        YamlScalarNode { Value: { Length: > 0 } name } => [name],
        _ => throw Error(node, "a source needs a 'repository'"),
    };

    private ModelFile ReadFile(YamlNode node, string repository, string revision)
    {
        if (node is YamlScalarNode { Value: { } plain })
        {
            return new ModelFile(repository, revision, FileName(node, plain));
        }

        var map = Map(node, "a file", ["name", "else", "sha256", "bytes"]);
        var name = FileName(node, Text(map, "name") ?? throw Error(node, "a file needs a 'name'"));
        var hash = Text(map, "sha256");
        if (hash is not null && (hash.Length != Sha256Digits || !hash.All(char.IsAsciiHexDigitLower)))
        {
            throw Error(node, $"'{hash}' is not a SHA-256 in {Sha256Digits} lower-case hexadecimal digits");
        }

        return new ModelFile(repository, revision, name, hash, Count(map, "bytes"), Text(map, "else") is { } other ? FileName(node, other) : null);
    }

    private string FileName(YamlNode node, string name) =>
        HubNames.IsFile(name) ? name : throw Error(node, $"'{name}' is not a path inside a repository");

    private YamlMappingNode Map(YamlNode node, string what, IReadOnlyCollection<string> keys)
    {
        var map = node as YamlMappingNode ?? throw Error(node, $"{what} must be a map");
        var unknown = map.Children.Keys.FirstOrDefault(key => key is not YamlScalarNode { Value: { } name } || !keys.Contains(name));
        return unknown is null ? map : throw Error(unknown, $"{what} has no '{unknown}'; it may have {string.Join(", ", keys)}");
    }

    private IEnumerable<YamlNode> List(YamlNode node, string what) => node as YamlSequenceNode ?? throw Error(node, $"{what} must be a list");

    private string? Text(YamlMappingNode map, string key) => Child(map, key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } value } => value,
        { } other => throw Error(other, $"'{key}' must be a text"),
    };

    private long? Count(YamlMappingNode map, string key) => Text(map, key) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw Error(map, $"'{text}' is not a number of {key}");

    private static YamlNode? Child(YamlMappingNode map, string key) => map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? node : null;

    private RewardLabException Error(YamlNode node, string message) => new($"{source}({node.Start.Line},{node.Start.Column}): {message}.");
}
