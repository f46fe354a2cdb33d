namespace RewardLab.Serving.Dialects;

/// <summary>How a score came about: that of a reward, and of those that it is made of.</summary>
/// <param name="Name">The reward's name.</param>
/// <param name="Score">Its score of one image against one prompt.</param>
public sealed record ScoreDetail(string Name, double Score)
{
    /// <summary>TextNorm's share of the prompt among its contrastive prompts, 0 to 1; null for other rewards.</summary>
    public double? Share { get; init; }

    /// <summary>The contrastive prompts that TextNorm used; empty for other rewards.</summary>
    public IReadOnlyList<string> ContrastivePrompts { get; init; } = [];

    /// <summary>The members of an ensemble, or the one reward that TextNorm calibrates.</summary>
    public IReadOnlyList<ScoreDetail> Members { get; init; } = [];
}
