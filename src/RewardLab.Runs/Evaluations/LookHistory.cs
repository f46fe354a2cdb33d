using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Evaluations;

/// <summary>The looks at held-out pictures that an optimizer leaves in NAME/history.json: JSON of name, prompts (the prompt's number of each picture) and looks (epoch, proxy, judges).</summary>
/// <param name="Name">What the optimizer calls its work.</param>
/// <param name="Prompts">The number of the prompt of each held-out picture.</param>
/// <param name="Looks">The looks, in order.</param>
public sealed record LookHistory(string Name, IReadOnlyList<int> Prompts, IReadOnlyList<LookScores> Looks)
{
    private const string FileName = "history.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Those of a run, by name; one that holds no look is left out.</summary>
    /// <exception cref="RewardLabException">A file is damaged.</exception>
    public static IReadOnlyList<LookHistory> In(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        return !Directory.Exists(runFolder) ? [] :
            [.. Directory.EnumerateDirectories(runFolder)
                .Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, FileName))
                .Where(File.Exists)
                .Select(Read)
                .Where(history => history.Looks.Count > 0 && history.Looks.All(look => look.Proxy.Count == history.Prompts.Count))];
    }

    private static LookHistory Read(string path)
    {
        try
        {
            var history = JsonSerializer.Deserialize<LookHistory>(TextFile.Read(path), Json);
            return history is { Name: not null, Prompts: not null, Looks: not null } ? history : throw new RewardLabException($"{path}: damaged: name, prompts or looks are missing.");
        }
        catch (JsonException exception)
        {
            throw new RewardLabException($"{path}: damaged: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }
}
