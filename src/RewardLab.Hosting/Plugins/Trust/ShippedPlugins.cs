using System.Reflection;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Plugins.Trust;

/// <summary>The files of RewardLab's own plugins and their hashes, as the build wrote them: what stands in for the user's trust.</summary>
/// <remarks>The format is sha256sum's: hash, two spaces, path from the program's folder, one file a line.</remarks>
public sealed class ShippedPlugins
{
    private const string ResourceName = "plugins.sha256";
    private const string Root = "plugins/";
    private readonly Dictionary<string, SortedDictionary<string, string>> _filesByFolder = new(StringComparer.Ordinal);

    private ShippedPlugins()
    {
    }

    /// <summary>An empty list: no plugin counts as shipped with the program.</summary>
    public static ShippedPlugins None { get; } = new();

    /// <summary>The list that the build embedded in the program.</summary>
    /// <exception cref="RewardLabException">The assembly has no list.</exception>
    public static ShippedPlugins EmbeddedIn(Assembly program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var stream = program.GetManifestResourceStream(ResourceName)
            ?? throw new RewardLabException($"{program.GetName().Name} has no list of its own plugins. Build it again.");
        using var reader = TextFile.Open(stream, ResourceName);
        return Read(reader);
    }

    /// <summary>Reads a list.</summary>
    /// <exception cref="RewardLabException">A line is not hash, two spaces, plugins/FOLDER/FILE.</exception>
    public static ShippedPlugins Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var shipped = new ShippedPlugins();
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (line.Length > 0)
            {
                shipped.Add(line, number);
            }
        }

        return shipped;
    }

    /// <summary>The files of a plugin's folder with their hashes, or null when no such folder was shipped.</summary>
    internal IReadOnlyDictionary<string, string>? Files(string folderName) => _filesByFolder.GetValueOrDefault(folderName);

    private void Add(string line, int number)
    {
        var parts = line.Split("  ", 2);
        var path = parts.Length == 2 && parts[0].Length == 64 && parts[1].StartsWith(Root, StringComparison.Ordinal) ? parts[1][Root.Length..] : "";
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash < 1 || slash == path.Length - 1)
        {
            throw new RewardLabException($"{ResourceName}, line {number}: not 'SHA-256  plugins/FOLDER/FILE'.");
        }

        if (!_filesByFolder.TryGetValue(path[..slash], out var files))
        {
            _filesByFolder.Add(path[..slash], files = new SortedDictionary<string, string>(StringComparer.Ordinal));
        }

        files[path[(slash + 1)..]] = parts[0].ToLowerInvariant();
    }
}
