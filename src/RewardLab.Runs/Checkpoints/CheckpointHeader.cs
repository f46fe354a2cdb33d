using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Checkpoints;

/// <summary>The first line of a checkpoint.</summary>
/// <param name="Format">Version of the format.</param>
/// <param name="Program">Version of RewardLab that wrote it.</param>
/// <param name="Name">What the work is called.</param>
/// <param name="Progress">How far the work had come, in units of its own.</param>
/// <param name="Events">Events that the run's log held.</param>
/// <param name="Settings">All that the work depends on, by name.</param>
/// <param name="State">What the work needs to resume.</param>
internal sealed record CheckpointHeader(int Format, string Program, string Name, long Progress, long Events, JsonElement Settings, JsonElement State)
{
    /// <summary>The format that this version writes, and the latest that it reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>How settings and states are written.</summary>
    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>This program's version, without the commit that it was built from.</summary>
    public static string ThisProgram { get; } =
        typeof(CheckpointHeader).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    /// <summary>Writes a header.</summary>
    /// <returns>A line of UTF-8 with its end.</returns>
    public static byte[] ToLine(string name, long progress, long events, string settings, string state)
    {
        using var settingsJson = JsonDocument.Parse(settings);
        using var stateJson = JsonDocument.Parse(state);
        var header = new CheckpointHeader(CurrentFormat, ThisProgram, name, progress, events, settingsJson.RootElement, stateJson.RootElement);
        return [.. JsonSerializer.SerializeToUtf8Bytes(header, Json), (byte)'\n'];
    }

    /// <summary>Reads a header whose bytes were found as they were written.</summary>
    /// <exception cref="InvalidDataException">It is no header, or that of other work.</exception>
    /// <exception cref="RewardLabException">A later version wrote it.</exception>
    public static CheckpointHeader Parse(byte[] line, string name)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("format", out var format) && format.GetInt32() > CurrentFormat)
            {
                var program = json.RootElement.TryGetProperty("program", out var version) ? version.GetString() : "a later version";
                throw new RewardLabException(
                    $"{name}: the checkpoint was written by RewardLab {program}, in format {format.GetInt32()}; "
                    + $"this is RewardLab {ThisProgram}, which reads up to {CurrentFormat}. Resume with that version, or start a new run.");
            }

            var header = json.RootElement.Deserialize<CheckpointHeader>(Json);
            return header is not null && header.Name == name ? header : throw new InvalidDataException($"it belongs to '{header?.Name}'.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException("it does not begin as a checkpoint of RewardLab does.", exception);
        }
    }
}
