using System.Text.Json;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;

namespace RewardLab.Runs.Evaluations;

/// <summary>The evaluations of held-out images that an optimizer leaves in NAME/history.json: JSON of name, prompts (the prompt's number of each image) and evaluations (epoch, proxy, held-out rewards).</summary>
/// <param name="Name">What the optimizer calls its work.</param>
/// <param name="Prompts">The number of the prompt of each held-out image.</param>
/// <param name="Evaluations">The evaluations, in order.</param>
public sealed record EvaluationHistoryFile(string Name, IReadOnlyList<int> Prompts, IReadOnlyList<EvaluationScores> Evaluations)
{
    private const string FileName = "history.json";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>Those of a run, by name; one that holds no evaluation is left out.</summary>
    /// <exception cref="RewardLabException">A file is damaged.</exception>
    public static IReadOnlyList<EvaluationHistoryFile> In(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        return !Directory.Exists(runFolder) ? [] :
            [.. Directory.EnumerateDirectories(runFolder)
                .Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, FileName))
                .Where(File.Exists)
                .Select(Read)
                .Where(history => history.Evaluations.Count > 0 && history.Evaluations.All(evaluation => evaluation.Proxy.Count == history.Prompts.Count))];
    }

    private static EvaluationHistoryFile Read(string path)
    {
        try
        {
            var history = FormerKeys.WithPresentKeys(JsonNode.Parse(TextFile.Read(path))).Deserialize<EvaluationHistoryFile>(Json);
            return history is { Name: not null, Prompts: not null, Evaluations: not null } ? history : throw new RewardLabException($"{path}: damaged: name, prompts or evaluations are missing.");
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
