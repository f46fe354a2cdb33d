namespace RewardLab.Serving.Dialects;

/// <summary>A request in the form that all dialects have in common.</summary>
public sealed class RewardRequest
{
    private readonly Func<IReadOnlyList<IReadOnlyList<EntryScores>>, byte[]> _write;

    /// <summary>Creates a request.</summary>
    /// <param name="entries">What is to be scored, in the order of the request.</param>
    /// <param name="write">Writes the answer in the request's dialect.</param>
    public RewardRequest(IReadOnlyList<RequestedEntry> entries, Func<IReadOnlyList<IReadOnlyList<EntryScores>>, byte[]> write)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(write);
        (Entries, _write) = (entries, write);
    }

    /// <summary>What is to be scored, in the order of the request.</summary>
    public IReadOnlyList<RequestedEntry> Entries { get; }

    /// <summary>Whether all images meet all prompts, rather than each its own.</summary>
    public bool IsMatrix { get; init; }

    /// <summary>Whether the answer shows how scores came about.</summary>
    public bool WantsDetails { get; init; }

    /// <summary>Writes the answer.</summary>
    /// <param name="results">For each entry, what each of its rewards says: [entries] of [rewards].</param>
    /// <exception cref="RewardRequestException">An entry failed, and the dialect has no place to say so.</exception>
    public byte[] Answer(IReadOnlyList<IReadOnlyList<EntryScores>> results) => _write(results);

    /// <summary>The first score of each entry of a dialect that asks one reward, and fails as a whole.</summary>
    /// <returns>[entries] of [prompts].</returns>
    /// <exception cref="RewardRequestException">An entry failed.</exception>
    internal static IReadOnlyList<IReadOnlyList<double>> AllScores(IReadOnlyList<IReadOnlyList<EntryScores>> results)
    {
        var scores = new List<IReadOnlyList<double>>(results.Count);
        foreach (var (index, rewards) in results.Index())
        {
            var only = rewards[0];
            scores.Add(only.Problem is { } problem ? throw new RewardRequestException(problem.Status, $"Entry {index}: {problem.Message}") : only.Scores);
        }

        return scores;
    }
}
