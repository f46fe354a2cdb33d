using System.Text;
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

    /// <summary>The events in order, all of them in memory. A last line that was cut off, as a killed process or a full disk leaves it, is left out.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a line other than the last is damaged.</exception>
    public static IReadOnlyList<RunEvent> Read(string runFolder) => [.. Enumerate(runFolder)];

    /// <summary>The events in order, each read when it is asked for: a log may be larger than memory. A last line that was cut off is left out.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a line other than the last is damaged; thrown when that line is read.</exception>
    public static IEnumerable<RunEvent> Enumerate(string runFolder)
    {
        ArgumentNullException.ThrowIfNull(runFolder);
        var path = Path.Combine(runFolder, FileName);
        return Lines(path).Select((line, index) => Parse(line, path, index + 1));
    }

    /// <summary>The lines that are complete, each of which ends in a line feed: what follows the last one is torn.</summary>
    internal static IEnumerable<string> Lines(string path)
    {
        using var reader = Guard(() => TextFile.Open(path)); // a running process still has the file open for writing
        var buffer = new char[1 << 16];
        var line = new StringBuilder();
        for (var count = 1; count > 0;)
        {
            count = Guard(() => reader.ReadBlock(buffer, 0, buffer.Length));
            for (var start = 0; start < count;)
            {
                var length = buffer.AsSpan(start, count - start).IndexOf('\n');
                line.Append(buffer, start, length < 0 ? count - start : length);
                start = length < 0 ? count : start + length + 1;
                if (length >= 0 && line.Length > 0)
                {
                    yield return line.ToString();
                    line.Clear();
                }
            }
        }

        T Guard<T>(Func<T> work)
        {
            try
            {
                return work();
            }
            catch (Exception exception) when (FileFailure.Is(exception))
            {
                throw FileFailure.Reading(path, exception);
            }
        }
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
