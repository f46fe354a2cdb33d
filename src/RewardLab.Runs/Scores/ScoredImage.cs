namespace RewardLab.Runs.Scores;

/// <summary>One image's outcome.</summary>
/// <param name="Image">The image's path, as it was given.</param>
/// <param name="Scores">A score for each prompt and reward, [prompts, rewards], row by row; null where the image could not be read.</param>
/// <param name="Error">Why it could not be read; null where it could.</param>
/// <param name="Prompt">Its own prompt, where it met no other: <paramref name="Scores"/> are then [rewards]; null where it met the plan's prompts.</param>
public sealed record ScoredImage(string Image, double[]? Scores, string? Error = null, string? Prompt = null)
{
    /// <summary>What orders the scores, laid out as they are; null where the scores do.</summary>
    public double[]? OrderKeys { get; init; }

    /// <summary>What tells it from other outcomes.</summary>
    public string Key => Prompt is null ? Image : $"{Image}\n{Prompt}";
}
