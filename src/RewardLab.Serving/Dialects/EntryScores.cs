namespace RewardLab.Serving.Dialects;

/// <summary>What one reward says of one entry of a request: a score for each of its prompts, or why there is none.</summary>
public sealed record EntryScores
{
    /// <summary>The reward's id.</summary>
    public required string Reward { get; init; }

    /// <summary>Finite scores, [prompts]; empty where there is a problem.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>How the scores came about, [prompts]; empty where nobody asked.</summary>
    public IReadOnlyList<ScoreDetail> Details { get; init; } = [];

    /// <summary>Why there are no scores; null where there are.</summary>
    public ScoreProblem? Problem { get; init; }
}
