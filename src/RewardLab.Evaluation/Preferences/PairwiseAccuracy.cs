using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Preferences;

/// <summary>How often a reward scores the image higher that a person preferred; ties of people are left out, equal scores count half.</summary>
public sealed class PairwiseAccuracy
{
    private readonly SortedDictionary<string, (double Right, int Count)> _byPrompt = new(StringComparer.Ordinal);

    /// <summary>Pairs that a person decided.</summary>
    public int DecidedCount { get; private set; }

    /// <summary>Accuracy of each prompt with a decided pair, 0..1, in the ordinal order of prompts.</summary>
    public IReadOnlyList<(string Prompt, double Accuracy, int PairCount)> ByPrompt =>
        [.. _byPrompt.Select(entry => (entry.Key, entry.Value.Right / entry.Value.Count, entry.Value.Count))];

    /// <summary>Takes in a pair.</summary>
    /// <param name="pair">The choice.</param>
    /// <param name="lead">The first image's score less the second's, finite.</param>
    public void Add(PreferencePair pair, double lead)
    {
        ArgumentNullException.ThrowIfNull(pair);
        if (!double.IsFinite(lead))
        {
            throw new ArgumentException("A lead must be finite.", nameof(lead));
        }

        if (pair.Outcome == PreferenceOutcome.Tie)
        {
            return;
        }

        var right = lead == 0 ? 0.5 : lead > 0 == (pair.Outcome == PreferenceOutcome.First) ? 1 : 0;
        var (sum, count) = _byPrompt.GetValueOrDefault(pair.Prompt);
        _byPrompt[pair.Prompt] = (sum + right, count + 1);
        DecidedCount++;
    }

    /// <summary>The mean over prompts, with its interval over prompts: pairs of one prompt share its images and are not independent evidence.</summary>
    /// <returns>Null where no pair is decided.</returns>
    public ConfidenceInterval? Mean() =>
        DecidedCount == 0 ? null : ConfidenceInterval.OfMean([.. ByPrompt.Select(prompt => prompt.Accuracy)], ValueRange.Share);

    /// <summary>The lead over another reward on the same pairs, paired by prompt.</summary>
    /// <param name="other">The other reward's.</param>
    /// <returns>Null where no pair is decided.</returns>
    /// <exception cref="ArgumentException">The other was measured on other prompts.</exception>
    public ConfidenceInterval? LeadOver(PairwiseAccuracy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var (mine, theirs) = (ByPrompt, other.ByPrompt);
        if (!mine.Select(prompt => (prompt.Prompt, prompt.PairCount)).SequenceEqual(theirs.Select(prompt => (prompt.Prompt, prompt.PairCount))))
        {
            throw new ArgumentException("Both rewards must be measured on the same pairs.", nameof(other));
        }

        return DecidedCount == 0 ? null : ConfidenceInterval.OfMean([.. mine.Zip(theirs, (a, b) => a.Accuracy - b.Accuracy)], ValueRange.Signed);
    }
}
