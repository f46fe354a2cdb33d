namespace RewardLab.Experiments.Scoring;

/// <summary>One picture's outcome.</summary>
/// <param name="Image">The picture's path, as it was given.</param>
/// <param name="Scores">A score for each prompt and reward, [prompts, rewards], row by row; null where the picture could not be read.</param>
/// <param name="Error">Why it could not be read; null where it could.</param>
public sealed record ScoredPicture(string Image, double[]? Scores, string? Error = null)
{
    /// <summary>What orders the scores, laid out as they are; null where the scores do.</summary>
    public double[]? OrderKeys { get; init; }
}
