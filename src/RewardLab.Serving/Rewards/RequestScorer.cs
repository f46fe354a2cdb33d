using System.Diagnostics;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>Scores the entries of requests by the rewards that each names.</summary>
/// <param name="rewards">The rewards that are served.</param>
/// <param name="counters">Learns of every score.</param>
internal sealed class RequestScorer(IReadOnlyList<ServedReward> rewards, ServiceCounters counters)
{
    private readonly Dictionary<string, ServedReward> _rewards = rewards.ToDictionary(reward => reward.Id, StringComparer.Ordinal);

    /// <summary>Scores entries.</summary>
    /// <returns>What each of its rewards says of each entry: [entries] of [rewards].</returns>
    public IReadOnlyList<EntryScores>[] Score(DecodedEntry[] entries, bool isMatrix, bool wantsDetails, CancellationToken cancellationToken)
    {
        var results = entries.Select(entry => new EntryScores[entry.Rewards.Count]).ToArray();
        var batches = new Dictionary<string, BatchScorer>(StringComparer.Ordinal);

        // What is made of others first: it asks them for all texts at once, and what they say is remembered for these images.
        foreach (var id in entries.SelectMany(entry => entry.Rewards).Distinct(StringComparer.Ordinal)
            .OrderByDescending(id => _rewards.TryGetValue(id, out var reward) ? BatchScorer.HeightOf(reward.Model) : 0))
        {
            int[] places = [.. Enumerable.Range(0, entries.Length).Where(i => entries[i].Rewards.Contains(id))];
            int[] readable = [.. places.Where(place => entries[place].Problem is null)];
            var scores = _rewards.TryGetValue(id, out var reward) && readable.Length > 0 ? ScoreBatch(reward, readable) : [];
            foreach (var place in places)
            {
                results[place][IndexOf(entries[place].Rewards, id)] =
                    entries[place].Problem is { } problem ? Failed(id, problem)
                    : reward is null ? Failed(id, Unknown())
                    : scores[Array.IndexOf(readable, place)];
            }
        }

        return results;

        EntryScores[] ScoreBatch(ServedReward reward, int[] places)
        {
            var key = string.Join(',', places);
            if (!batches.TryGetValue(key, out var batch))
            {
                batches.Add(key, batch = new BatchScorer(isMatrix, wantsDetails, [.. places.Select(place => entries[place])]));
            }

            var start = Stopwatch.GetTimestamp();
            var scores = batch.Score(reward, cancellationToken);
            counters.AddScores(reward.Id, scores, Stopwatch.GetElapsedTime(start));
            return scores;
        }
    }

    private ScoreProblem Unknown() =>
        new(ScoreProblem.UnknownReward, $"There is no such reward. These are served: {string.Join(", ", _rewards.Keys)}.");

    private static EntryScores Failed(string id, ScoreProblem problem) => new() { Reward = id, Problem = problem };

    private static int IndexOf(IReadOnlyList<string> ids, string id)
    {
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] == id)
            {
                return i;
            }
        }

        return -1;
    }
}
