using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization;

namespace RewardLab.Hosting.Rewards;

/// <summary>Reward trees as YAML: what presets hold, people edit and recipes build.</summary>
/// <remarks>
/// A node is a map of one of three forms; further keys are options of its component:
/// <code>
/// reward: toybox-clip            # a reward model by id; or a map: { id: http, reward: clip, ... }
///
/// textNorm: { reward: toybox-clip }
/// generator: counting               # or a map: { id: counting, ... }
/// scale: 10                         # of min-max, the default; tau: 0.05 for equation 1
///
/// ensemble: uncertainty
/// lambda: 0.5
/// members: [ ... ]
/// </code>
/// </remarks>
public static class RewardTreeYaml
{
    private const string Noun = "a reward tree";
    private const int MaximumBytes = 1 << 20;

    /// <summary>Reads the tree in a file.</summary>
    /// <exception cref="RewardLabException">The file is missing, or is not a tree: file.yaml(line,column) and what is wrong.</exception>
    public static RewardNode ReadFile(string path) => new RewardTreeReader(path).Read(LoadFile(path, Noun));

    /// <summary>Reads a tree.</summary>
    /// <param name="reader">The YAML.</param>
    /// <param name="name">What to call it in errors, such as its file.</param>
    /// <exception cref="RewardLabException">It is not a tree: name(line,column) and what is wrong.</exception>
    public static RewardNode Read(TextReader reader, string name) => new RewardTreeReader(name).Read(Load(reader, name, Noun));

    /// <summary>The root of the one YAML document in a file.</summary>
    internal static YamlNode LoadFile(string path, string noun)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaximumBytes })
            {
                throw new RewardLabException($"{path}: more than {MaximumBytes} bytes are too many for {noun}.");
            }

            if (RegularFile.IsEmptyOrPipe(path))
            {
                throw new RewardLabException($"{path}: is empty, or a pipe or a device, where {noun} in YAML is expected.");
            }

            using var reader = TextFile.Open(path);
            return Load(reader, path, noun);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new RewardLabException($"There is no file '{path}'. Give the path of {noun} in YAML.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RewardLabException($"{path}: cannot be read as {noun}: {exception.Message}", exception);
        }
    }

    /// <summary>The root of the one YAML document that a text holds.</summary>
    internal static YamlNode Load(TextReader reader, string name, string noun)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var documents = YamlText.Load(reader, name);
        return documents.Count == 1
            ? documents[0].RootNode
            : throw new RewardLabException($"{name}: {noun} is one YAML document, not {documents.Count}.");
    }

    /// <summary>Writes a tree, such that reading it gives the same tree.</summary>
    /// <exception cref="RewardLabException">An option's value is not a plain value, list or map, or an option is named like a part of the tree.</exception>
    public static void Write(TextWriter writer, RewardNode node)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(node);
        new SerializerBuilder().DisableAliases().WithNewLine("\n").Build().Serialize(writer, RewardTreeWriter.ToYaml(node));
    }

    /// <summary>A tree as text.</summary>
    /// <inheritdoc cref="Write" path="/exception"/>
    public static string ToText(RewardNode node)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        Write(writer, node);
        return writer.ToString();
    }
}
