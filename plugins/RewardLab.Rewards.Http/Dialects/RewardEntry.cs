using System.Text.Json;

namespace RewardLab.Rewards.Http.Dialects;

/// <summary>What stands below a reward's id in an answer.</summary>
internal static class RewardEntry
{
    /// <summary>The entry of a reward; of the only one, where none is named. Null where there is none.</summary>
    /// <exception cref="UnreadableAnswerException">There are several, and none is named.</exception>
    public static JsonElement? Find(JsonElement rewards, string reward)
    {
        if (rewards.ValueKind != JsonValueKind.Object)
        {
            throw new UnreadableAnswerException("rewards that are not an object");
        }

        if (reward.Length > 0)
        {
            return rewards.TryGetProperty(reward, out var named) ? named : null;
        }

        var all = rewards.EnumerateObject().Take(2).ToArray();
        return all.Length > 1
            ? throw new UnreadableAnswerException("several rewards; name one with option 'reward'")
            : all.Length == 0 ? null : all[0].Value;
    }

    /// <summary>The score of an entry {"score": ...}, or the problem of {"error": ...}.</summary>
    /// <exception cref="UnreadableAnswerException">It is neither.</exception>
    public static ServedScore Score(JsonElement entry, int place) =>
        entry.ValueKind != JsonValueKind.Object ? throw new UnreadableAnswerException($"entry {place} without 'score'")
        : entry.TryGetProperty("score", out var score) ? JsonAnswer.Score(score, $"the score of entry {place}")
        : JsonAnswer.Words(entry) is { Length: > 0 } words ? new ServedScore(double.NaN, words)
        : throw new UnreadableAnswerException($"entry {place} without 'score'");
}
