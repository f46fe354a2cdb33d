namespace RewardLab.Evaluation.XRays;

/// <summary>Whether a reward scores the same images alike when they are asked for in another way.</summary>
/// <param name="Title">The other way, such as "one image at a time".</param>
/// <param name="MaxDifference">The largest difference of a score, in units of the reward's spread within a prompt; null where it could not be scored.</param>
/// <param name="IsExact">Whether all scores have the same bits.</param>
public sealed record RepeatabilityCheck(string Title, double? MaxDifference, bool IsExact)
{
    /// <summary>Why there is no difference; null where there is one.</summary>
    public string? Problem { get; init; }
}
