namespace RewardLab.Evaluation.XRays;

/// <summary>What an X-ray found of one or several rewards on the same images.</summary>
/// <param name="PromptCount">Prompts: intervals are over these.</param>
/// <param name="ImageCount">Images of all of them.</param>
/// <param name="Rewards">The rewards, in the order given; the first is the one that the card is about, and others are compared with it.</param>
public sealed record RewardCard(int PromptCount, int ImageCount, IReadOnlyList<RewardXRay> Rewards)
{
    /// <summary>For each change of images: what it does to every reward, in the order of <see cref="Rewards"/>, at the strength that raises the first one
    /// most, the change that raises it most first.</summary>
    public IReadOnlyList<IReadOnlyList<ChangeEffect>> Compare() =>
    [
        .. Rewards[0].ImageChanges.Index()
            .Where(effect => effect.Item.Shift is not null)
            .GroupBy(effect => effect.Item.Id, StringComparer.Ordinal)
            .Select(strengths => strengths.MaxBy(effect => effect.Item.Shift!.Mean))
            .OrderByDescending(effect => effect.Item.Shift!.Mean)
            .Select(effect => (IReadOnlyList<ChangeEffect>)[.. Rewards.Select(reward => reward.ImageChanges[effect.Index])]),
    ];
}
