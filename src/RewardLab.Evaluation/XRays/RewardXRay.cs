using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>What an X-ray found of one reward.</summary>
/// <param name="Name">The reward.</param>
/// <param name="Spread">Its standard deviation within a prompt, pooled over prompts, above 0, in units of the reward: the unit of all shifts.</param>
/// <param name="IgnoresPrompts">Whether it scores the image alone.</param>
public sealed record RewardXRay(string Name, double Spread, bool IgnoresPrompts)
{
    /// <summary>Every change of images that leaves their meaning, at every strength.</summary>
    public required IReadOnlyList<ChangeEffect> ImageChanges { get; init; }

    /// <summary>Every change of prompts that leaves their meaning.</summary>
    public required IReadOnlyList<ChangeEffect> PromptChanges { get; init; }

    /// <summary>What breaks the meaning: the reward should fall.</summary>
    public required IReadOnlyList<ChangeEffect> MeaningChanges { get; init; }

    /// <summary>What the reward wants; null where there was no probe.</summary>
    public ProbeResult? Probe { get; init; }

    /// <summary>Whether it scores the same images alike in other ways of asking.</summary>
    public required IReadOnlyList<RepeatabilityCheck> Repeatability { get; init; }

    /// <summary>A hash of its scores of fixed images of several sizes: another resizing, cropping or normalisation has another one. Null where it cannot score
    /// these.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>AUROC against the labels, mean over the prompts that have both kinds; null where there are no labels.</summary>
    public ConfidenceInterval? Agreement { get; init; }

    /// <summary>Share of images that score highest with their own prompt rather than a contrastive one; null where there are no contrastive prompts or the
    /// reward ignores prompts.</summary>
    public ConfidenceInterval? OwnPromptFirst { get; init; }

    /// <summary>What that share would be by chance.</summary>
    public double? OwnPromptByChance { get; init; }

    /// <summary>Images scored per second against one prompt each; null where it was not measured.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>The strength of each change of images at which it raises the reward most, the change that raises it most first.</summary>
    /// <remarks>The mean is taken at the best of a few strengths, and so is a little too high for changes that do next to nothing.</remarks>
    public IReadOnlyList<ChangeEffect> WeakSpots =>
    [
        .. ImageChanges.Where(effect => effect.Shift is not null)
            .GroupBy(effect => effect.Id, StringComparer.Ordinal)
            .Select(strengths => strengths.MaxBy(effect => effect.Shift!.Mean)!)
            .OrderByDescending(effect => effect.Shift!.Mean),
    ];
}
