namespace RewardLab.Rewards.Http.Dialects;

/// <summary>What one request asks.</summary>
/// <param name="Images">Image files.</param>
/// <param name="Prompts">The prompts of each image, at least one: [images][prompts].</param>
/// <param name="Reward">The reward's id at the service; empty for its default.</param>
/// <param name="IsMatrix">Whether all images meet the same prompts and are asked for as a matrix.</param>
internal sealed record ScoreQuestion(
    IReadOnlyList<ReadOnlyMemory<byte>> Images, IReadOnlyList<IReadOnlyList<string>> Prompts, string Reward, bool IsMatrix)
{
    /// <summary>All scores that are asked for.</summary>
    public int Count => Prompts.Sum(prompts => prompts.Count);
}
