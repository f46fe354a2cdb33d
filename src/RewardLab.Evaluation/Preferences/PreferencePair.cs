namespace RewardLab.Evaluation.Preferences;

/// <summary>A person's choice between two images of one prompt.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="First">File of an image, as the list names it.</param>
/// <param name="Second">File of another.</param>
/// <param name="Outcome">Which is preferred.</param>
public sealed record PreferencePair(string Prompt, string First, string Second, PreferenceOutcome Outcome)
{
    /// <summary>The choices that a ranking stands for: between every two of its images, (1, 2), (1, 3), (2, 3) and so on.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="ranked">Images and their ranks; 1 is best, equal ranks are ties.</param>
    public static IEnumerable<PreferencePair> FromRanking(string prompt, IReadOnlyList<(string Image, int Rank)> ranked) =>
        from first in Enumerable.Range(0, ranked.Count)
        from second in Enumerable.Range(first + 1, ranked.Count - first - 1)
        let outcome = ranked[first].Rank.CompareTo(ranked[second].Rank) switch
        {
            < 0 => PreferenceOutcome.First,
            > 0 => PreferenceOutcome.Second,
            _ => PreferenceOutcome.Tie,
        }
        select new PreferencePair(prompt, ranked[first].Image, ranked[second].Image, outcome);
}
