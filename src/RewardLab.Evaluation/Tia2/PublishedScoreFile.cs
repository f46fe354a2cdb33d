using System.Text.Json;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Evaluation.Tia2;

/// <summary>TIA2's alignment_scores_SET.json: one object, prompts to "human" and to each reward's metrics.</summary>
public static class PublishedScoreFile
{
    private const double Rounding = 1e-9;

    /// <summary>Reads the scores in the file's order.</summary>
    /// <param name="stream">UTF-8.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="RewardLabException">The file is not JSON or of another shape; names prompt and value.</exception>
    public static IReadOnlyList<PublishedScores> Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(source);
        using var document = Tia2Json.Parse(stream, source);
        PublishedScores[] scores = [.. document.RootElement.EnumerateObject().Select(entry => Parse(entry, $"{source}, \"{entry.Name}\""))];
        return scores.Length > 0 ? scores : throw new RewardLabException($"{source}: has no prompt's scores.");
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

        return new PublishedReward(
            Metric.All.ToDictionary(metric => metric, metric => Within(Required(reward, metric.Key, place), metric, place)),
            NotBelowZero(Optional(reward, "scale", place), "scale", place),
            NotBelowZero(Optional(reward, "lambda", place), "lambda", place));
    }

    // Sums of the originals end up to 2e-16 above 1.
    private static double Within(double value, Metric metric, string place)
    {
        var min = metric.Key is "spearman" or "kendall" ? -1 : 0;
        return value >= min - Rounding && value <= 1 + Rounding
            ? value
            : throw new RewardLabException($"{place}: \"{metric.Key}\" is {value}; it must be {min} to 1.");
    }

    private static double? NotBelowZero(double? value, string key, string place) =>
        value is null or >= 0 ? value : throw new RewardLabException($"{place}: \"{key}\" is {value}; it must not be negative.");

    private static double Required(JsonElement element, string key, string place) =>
        Optional(element, key, place) ?? throw new RewardLabException($"{place}: \"{key}\" is missing.");

    private static double? Optional(JsonElement element, string key, string place) =>
        !element.TryGetProperty(key, out var value) ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new RewardLabException($"{place}: \"{key}\" is {value}, but must be a number.");
}
