using RewardLab.Abstractions;
using RewardLab.Evaluation.Tables;
using RewardLab.Hosting.Rewards;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>Lays an evaluation out: the first metric and its leads for the terminal, every metric for the report.</summary>
internal static class BenchmarkTable
{
    /// <summary>The table, in which a TextNorm's baseline is the reward that it normalises, where that is in the table too.</summary>
    public static MetricTable Create(EvaluationTable evaluation, IReadOnlyList<RecipeReward> rewards) => new(
        evaluation,
        [.. rewards.Select(reward => (reward.Name, Baseline: BaselineOf(reward, rewards)))
            .Where(pair => pair.Baseline is not null)
            .Select(pair => (pair.Name, pair.Baseline!.Name))]);

    /// <summary>What stands above it.</summary>
    public static string Title(string name, string groundTruth) =>
        $"{(name.Length == 0 ? "" : $"{name}: ")}rewards against {groundTruth}, means over prompts with 95% intervals";

    /// <summary>What stands below it beside what the numbers say of themselves.</summary>
    public static IReadOnlyList<string> Notes(IReadOnlyList<RecipeReward> rewards, IReadOnlyList<ImagePool> pools)
    {
        var (min, max) = (pools.Min(pool => pool.Count), pools.Max(pool => pool.Count));
        return
        [
            $"{(min == max ? $"{min}" : $"{min} to {max}")} images per prompt.",
            .. TextNormNotes.Create(rewards) is { Length: > 0 } settings ? [settings] : Array.Empty<string>(),
        ];
    }

    private static RecipeReward? BaselineOf(RecipeReward reward, IReadOnlyList<RecipeReward> rewards)
    {
        if (reward.Node is not TextNormNode textNorm)
        {
            return null;
        }

        var inner = RewardKey.Create(textNorm.Inner);
        return rewards.FirstOrDefault(other => RewardKey.Create(other.Node) == inner);
    }
}
