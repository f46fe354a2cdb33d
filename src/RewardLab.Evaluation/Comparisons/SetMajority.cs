namespace RewardLab.Evaluation.Comparisons;

/// <summary>What several annotators of one comparison say together.</summary>
public static class SetMajority
{
    /// <summary>The outcome that more than half of the annotators give; a tie where there is none.</summary>
    /// <remarks>Of three annotators two must agree, so that a win, a tie and a loss make a tie; of two, both:
    /// a win and a loss make a tie, and so do a win and a tie.</remarks>
    /// <param name="outcomes">Each annotator's, at least one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SetOutcome Compute(IReadOnlyList<SetOutcome> outcomes)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        if (outcomes.Count == 0)
        {
            throw new ArgumentException("The image groups have not been compared.", nameof(outcomes));
        }

        return 2 * outcomes.Count(outcome => outcome == SetOutcome.Win) > outcomes.Count ? SetOutcome.Win
            : 2 * outcomes.Count(outcome => outcome == SetOutcome.Loss) > outcomes.Count ? SetOutcome.Loss
            : SetOutcome.Tie;
    }

    /// <summary>One comparison for each set, from those of all annotators.</summary>
    /// <param name="comparisons">Each annotator's comparison of each set;
    /// sets are told apart by run, prompt and set index, and may have been compared by different numbers of annotators.</param>
    /// <returns>A comparison for each set, in order of first appearance.</returns>
    public static IReadOnlyList<SetComparison> OfEach(IReadOnlyList<SetComparison> comparisons)
    {
        ArgumentNullException.ThrowIfNull(comparisons);
        return [.. comparisons
            .GroupBy(comparison => (comparison.Run, comparison.Prompt, comparison.Set))
            .Select(group => new SetComparison(group.Key.Run, group.Key.Prompt, group.Key.Set, Compute([.. group.Select(comparison => comparison.Outcome)])))];
    }
}
