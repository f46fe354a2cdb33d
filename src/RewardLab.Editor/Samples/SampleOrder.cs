using RewardLab.Runs.Samples;

namespace RewardLab.Editor.Samples;

/// <summary>The ways in which images can be put in order.</summary>
/// <param name="First">The reward that decides; null for the order of the files.</param>
/// <param name="Second">The reward that it is compared with: those first of which the two differ most in rank; null for none.</param>
internal sealed record SampleOrder(string? First, string? Second)
{
    /// <summary>The order of the files.</summary>
    public static SampleOrder OfFiles { get; } = new(null, null);

    /// <summary>Whether the worst come first, or those on which two rewards agree most.</summary>
    public bool IsReversed { get; init; }

    /// <summary>What the order is called.</summary>
    public string Title => this switch
    {
        { First: null } => "as generated",
        { Second: null } => $"{(IsReversed ? "worst" : "best")} by {First}",
        _ => $"where {First} and {Second} {(IsReversed ? "agree" : "differ")} most",
    };

    /// <summary>Every order of some images, without the reversed ones: as generated, by each reward, by the difference of each two.</summary>
    public static IReadOnlyList<SampleOrder> Create(IReadOnlyList<Sample> samples)
    {
        string[] rewards = [.. samples.SelectMany(sample => sample.Scores.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return
        [
            OfFiles,
            .. rewards.Select(reward => new SampleOrder(reward, null)),
            .. rewards.SelectMany((first, i) => rewards.Skip(i + 1).Select(second => new SampleOrder(first, second))),
        ];
    }

    /// <summary>Images in this order; those that lack a score come last.</summary>
    public IReadOnlyList<Sample> Sort(IReadOnlyList<Sample> samples)
    {
        if (First is null)
        {
            return samples;
        }

        var keys = Second is null ? Scores(samples, First) : Differences(samples, First, Second);
        var sign = IsReversed ? 1 : -1;
        return [.. samples.OrderBy(sample => keys.TryGetValue(sample, out var key) ? sign * key : double.PositiveInfinity)];
    }

    private static Dictionary<Sample, double> Scores(IReadOnlyList<Sample> samples, string reward)
    {
        var scores = new Dictionary<Sample, double>(ReferenceEqualityComparer.Instance);
        foreach (var sample in samples)
        {
            if (sample.OrderOf(reward) is { } score)
            {
                scores[sample] = score;
            }
        }

        return scores;
    }

    private static Dictionary<Sample, double> Differences(IReadOnlyList<Sample> samples, string first, string second)
    {
        var (one, other) = (Ranks(samples, first), Ranks(samples, second));
        return one.Where(rank => other.ContainsKey(rank.Key)).ToDictionary(
            rank => rank.Key, rank => Math.Abs(rank.Value - other[rank.Key]), (IEqualityComparer<Sample>)ReferenceEqualityComparer.Instance);
    }

    // Within a prompt: scores of different prompts cannot be compared.
    private static Dictionary<Sample, double> Ranks(IReadOnlyList<Sample> samples, string reward)
    {
        var ranks = new Dictionary<Sample, double>(ReferenceEqualityComparer.Instance);
        foreach (var group in samples.Where(sample => sample.Scores.ContainsKey(reward)).GroupBy(sample => sample.Prompt))
        {
            Sample[] ordered = [.. group.OrderBy(sample => sample.OrderOf(reward))];
            foreach (var (index, sample) in ordered.Index())
            {
                ranks[sample] = ordered.Length > 1 ? (double)index / (ordered.Length - 1) : 0;
            }
        }

        return ranks;
    }
}
