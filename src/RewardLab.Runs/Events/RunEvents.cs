using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Events;

/// <summary>Reads a run's log of events.</summary>
public static class RunEvents
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "events.jsonl";

    /// <summary>The version of the layout that is written; every line holds it as "schema". Lines of the first version hold none.</summary>
    public const int SchemaVersion = 2;

    internal static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The events in order. A last line that was cut off, as a killed process or a full disk leaves it, is left out.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a line other than the last is damaged.</exception>
    public static IReadOnlyList<RunEvent> Read(string runFolder)
    {
        ArgumentNullException.ThrowIfNull(runFolder);
        var path = Path.Combine(runFolder, FileName);
        string text;
        try
        {
            // A running process still has the file open for writing.
            text = TextFile.Read(path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }

        // A complete line ends in a line feed, so what follows the last one is torn.
        var lines = text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select((line, index) => Parse(line, path, index + 1))];
    }

    internal static RunEvent Parse(string line, string path, int lineNumber)
    {
        try
        {
            return EventLine.Read(line) ?? throw new RewardLabException($"'{path}' line {lineNumber} is not an event.");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"'{path}' line {lineNumber} is damaged: {exception.Message.Split('\n')[0]}", exception);
        }
    }
}
