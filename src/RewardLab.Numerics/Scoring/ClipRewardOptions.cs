namespace RewardLab.Numerics.Scoring;

/// <summary>Options of <see cref="ClipReward"/>.</summary>
public sealed record ClipRewardOptions
{
    /// <summary>Whether the cosine is multiplied by exp(logit scale), as PickScore does. Default true.</summary>
    public bool UseLogitScale { get; init; } = true;

    /// <summary>Pictures or texts a forward pass, at least 1. Default 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>Text embeddings kept, least recently used ones dropped first. Default 4096.</summary>
    public int TextCacheSize { get; init; } = 4096;
}
