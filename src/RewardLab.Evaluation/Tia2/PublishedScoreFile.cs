using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tia2;

/// <summary>TIA2's alignment_scores_SET.json: one object, prompts to "human" and to each reward's metrics.</summary>
public static class PublishedScoreFile
{
    /// <summary>Reads the scores in the file's order.</summary>
    /// <param name="stream">UTF-8.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="RewardLabException">The file is no JSON or of another shape; names prompt and value.</exception>
    public static IReadOnlyList<PublishedScores> Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        using var document = Tia2Json.Parse(stream, source);
        PublishedScores[] scores = [.. document.RootElement.EnumerateObject().Select(entry => Parse(entry, $"{source}, \"{entry.Name}\""))];
        return scores.Length > 0 ? scores : throw new RewardLabException($"{source}: holds no prompt's scores.");
    }

    private static PublishedScores Parse(JsonProperty entry, string place)
    {
        if (entry.Value.ValueKind != JsonValueKind.Object)
        {
            throw new RewardLabException($"{place}: must be an object of \"human\" and a reward each.");
        }

        var rewards = entry.Value.EnumerateObject().Where(reward => reward.Name != "human")
            .ToDictionary(reward => reward.Name, reward => Reward(reward.Value, $"{place}, {reward.Name}"), StringComparer.Ordinal);
        return new PublishedScores(entry.Name, Required(entry.Value, "human", place), rewards);
    }

    private static PublishedReward Reward(JsonElement reward, string place)
    {
        if (reward.ValueKind != JsonValueKind.Object)
        {
            throw new RewardLabException($"{place}: must be an object of metrics.");
        }

        return new PublishedReward(Metric.All.ToDictionary(metric => metric, metric => Required(reward, metric.Key, place)), Optional(reward, "scale", place), Optional(reward, "lambda", place));
    }

    private static double Required(JsonElement element, string key, string place) =>
        Optional(element, key, place) ?? throw new RewardLabException($"{place}: \"{key}\" is missing.");

    private static double? Optional(JsonElement element, string key, string place) =>
        !element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new RewardLabException($"{place}: \"{key}\" is {value}; it must be a number.");
}
