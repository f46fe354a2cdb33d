using RewardLab.Algorithms.FineTuning.Metrics;

namespace RewardLab.Algorithms.FineTuning.Instruments;

/// <summary>Whether rewards differ where a method compares them: where they do not, there is nothing to learn.</summary>
internal static class Signal
{
    /// <summary>Advantages below this are rounding.</summary>
    private const double Nothing = 1e-6;

    /// <summary>Whether advantages hold anything to learn from.</summary>
    public static bool IsIn(IEnumerable<double> advantages) => advantages.Any(advantage => Math.Abs(advantage) > Nothing);

    /// <summary>Prompts of several images that all have the same reward.</summary>
    /// <param name="prompts">[images].</param>
    /// <param name="rewards">[images].</param>
    public static int ConstantPrompts(IReadOnlyList<string> prompts, IReadOnlyList<double> rewards) => Enumerable.Range(0, rewards.Count)
        .GroupBy(i => prompts[i], StringComparer.Ordinal)
        .Count(group => group.Count() > 1 && group.Select(i => rewards[i]).Distinct().Count() == 1);

    /// <summary>Why an epoch of samples has nothing to learn from.</summary>
    /// <param name="grouping">What compares a reward with the others of its prompt and epoch alone, in a sentence; null where nothing does.</param>
    /// <param name="otherwise">What to set, besides the numbers of images, where an epoch has one image per prompt.</param>
    /// <param name="reward">The reward's name.</param>
    /// <param name="rewards">[images].</param>
    /// <param name="prompts">[images].</param>
    public static string WhyNoneInAdvantages(
        string? grouping, string otherwise, string reward, IReadOnlyList<double> rewards, IReadOnlyList<string> prompts)
    {
        var groups = prompts.GroupBy(prompt => prompt, StringComparer.Ordinal).ToArray();
        if (grouping is not null && groups.All(group => group.Count() == 1))
        {
            return $"an epoch has one image per prompt, and {grouping} compares an image with the others of its prompt; "
                + $"set imagesPerPrompt to 2 or more, samplesPerEpoch to {2 * groups.Length} or more{otherwise}";
        }

        var counts = groups.Length == 1 ? "one prompt" : $"{groups.Length} prompts";
        return rewards.Distinct().Count() == 1
            ? FormattableString.Invariant($"{reward} gives all {rewards.Count} images of {counts} the same reward, {rewards[0]:g4}")
            : $"{reward} gives all images of a prompt the same reward, each of {counts}";
    }

    /// <summary>What is to be said of the rewards that weigh a regression; null where they differ in every prompt.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="ranges">Number of images, and least and largest reward, of each prompt.</param>
    /// <param name="weights">The images' weights.</param>
    public static string? ProblemOfWeights(string reward, IReadOnlyList<PoolRange> ranges, IReadOnlyList<double> weights)
    {
        if (weights.All(weight => weight == 0))
        {
            return $"there is nothing to learn from: all {weights.Count} images have weight 0 by {reward}";
        }

        var flat = ranges.Count(range => range.Max == range.Min);
        if (flat == 0)
        {
            return null;
        }

        return ranges.All(range => range.Count == 1)
            ? $"there is nothing to select: each prompt has one image; generate more (poolSize)"
            : flat == ranges.Count
                ? $"{reward} gives all images of a prompt the same score, so there is nothing to learn from it: "
                    + "the selected images are not better than the rest, and the model is trained on itself"
                : $"{reward} gives all images of {flat} of {ranges.Count} prompts the same score: of these, the selected images are not better than the rest";
    }
}
