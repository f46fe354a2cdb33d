using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Editor.Themes;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Workspace;

/// <summary>What the editor remembers between sessions: editor.json of the settings folder.</summary>
internal sealed record EditorSettings
{
    private const string FileName = "editor.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The theme; null for the terminal's: dark, or plain where it has no colours.</summary>
    public EditorTheme? Theme { get; init; }

    /// <summary>Columns of the left panes; null for a quarter of the screen.</summary>
    public int? LeftWidth { get; init; }

    /// <summary>Columns of the right pane; null for a quarter of the screen.</summary>
    public int? RightWidth { get; init; }

    /// <summary>Rows of the hierarchy where it stands below the project; null for nearly half of the column.</summary>
    public int? HierarchyHeight { get; init; }

    /// <summary>Rows of the console; null for a fifth of the screen.</summary>
    public int? ConsoleHeight { get; init; }

    /// <summary>The recipe that was open; null for none.</summary>
    public string? Recipe { get; init; }

    /// <summary>Its preset; null for none.</summary>
    public string? Preset { get; init; }

    /// <summary>The experiment that was open; null for none.</summary>
    public string? Experiment { get; init; }

    /// <summary>Whether the experiment was what would be run, rather than the recipe.</summary>
    public bool IsExperimentActive { get; init; }

    /// <summary>Whether the quickstart was offered.</summary>
    public bool IsWelcomed { get; init; }

    /// <summary>What was chosen lately from the list of commands and of everything else, the latest first: its kind and its name.</summary>
    public IReadOnlyList<string> Recent { get; init; } = [];

    /// <summary>Jobs that waited when an editor of version 0.2 or before was closed; later ones keep them with the session.</summary>
    public IReadOnlyList<Processes.RunJob> Queue { get; init; } = [];

    /// <summary>What the folder holds; the defaults where it holds nothing that can be read.</summary>
    public static EditorSettings Read(string folder)
    {
        try
        {
            return JsonSerializer.Deserialize<EditorSettings>(TextFile.Read(Path.Combine(folder, FileName)), Json) ?? new EditorSettings();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or RewardLabException)
        {
            return new EditorSettings(); // what is lost is a layout
        }
    }

    /// <summary>Writes the settings to a folder.</summary>
    /// <exception cref="Abstractions.RewardLabException">The folder cannot be written to.</exception>
    public void Write(string folder) => AtomicFileStream.WriteText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json) + "\n");
}
