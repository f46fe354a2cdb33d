namespace RewardLab.Serving.Dialects;

/// <summary>An image of a request, and what is asked of it.</summary>
/// <param name="Image">The bytes of an image file.</param>
/// <param name="Prompts">The prompts that it meets.</param>
/// <param name="Rewards">The ids of the rewards that are asked; empty for the service's default.</param>
public sealed record RequestedEntry(ReadOnlyMemory<byte> Image, IReadOnlyList<string> Prompts, IReadOnlyList<string> Rewards)
{
    /// <summary>Why this entry cannot be scored, where others of its request can; null if it can.</summary>
    public ScoreProblem? Problem { get; init; }
}
