using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Hosting.Recipes;

/// <summary>Labels of pools of images: the annotators', or by the ground truth.</summary>
internal static class PoolLabels
{
    private const double Threshold = 0.5;

    /// <summary>A label for each image of each pool: good where the ground truth's score is above one half.</summary>
    public static IReadOnlyList<LabelSet> Create(IReadOnlyList<ImagePool> pools, RecipeReward groundTruth) =>
        [.. pools.Select(pool => LabelSet.FromGroundTruth(groundTruth.Score(pool).Select(score => score > Threshold)))];

    /// <summary>The annotators' labels, or the ground truth where one is given.</summary>
    /// <param name="call">The call, for errors.</param>
    /// <param name="pools">The pools.</param>
    /// <param name="groundTruth">A reward that knows; null for the pools' own labels.</param>
    /// <exception cref="RewardLabException">A pool has no labels.</exception>
    public static IReadOnlyList<LabelSet> Create(string call, IReadOnlyList<ImagePool> pools, RecipeReward? groundTruth) => groundTruth is not null
        ? Create(pools, groundTruth)
        : [.. pools.Select(pool => pool.Labels ?? throw new RewardLabException(
            $"{call}: nobody has labelled the images of \"{pool.Prompt}\"; open a benchmark by Lab.Load.Benchmark, or name a truth."))];

    /// <summary>Refuses what no table can be made of.</summary>
    /// <exception cref="RewardLabException">There is no pool or no reward, or two rewards share a name.</exception>
    public static void Require(string call, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards)
    {
        if (pools.Count == 0 || rewards.Count == 0)
        {
            throw new RewardLabException($"{call} needs at least one pool of images and one reward, but has {pools.Count} and {rewards.Count}.");
        }

        if (rewards.GroupBy(reward => reward.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } shared)
        {
            throw new RewardLabException($"{call}: {shared.Count()} rewards are named \"{shared.Key}\". Give them different names with .Named(\"...\").");
        }
    }
}
