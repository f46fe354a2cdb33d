using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>What evaluations and charts share.</content>
public static partial class Lab
{
    // Where all scores are equal the order of the images picks, which appears to be a choice and is none.
    private static string? WithoutChoice(RecipeReward reward, IReadOnlyList<ImagePool> pools)
    {
        var flat = pools.Where(pool => reward.ScoreImages(pool).OrderKeys is var keys && Array.TrueForAll(keys, key => key.Equals(keys[0]))).ToArray();
        return flat.Length == 0
            ? null
            : $"{reward.Name} gives all images of {flat.Length} of {pools.Count} prompts the same score, such as \"{flat[0].Prompt}\": "
                + "the images selected of these are the first ones, not the best.";
    }

    private static void RequireCounts(string call, IReadOnlyList<ImagePool> pools, IReadOnlyList<int> counts)
    {
        var smallest = pools.MinBy(pool => pool.Count)!;
        if (counts.Count == 0 || counts.Any(n => n < 1 || n > smallest.Count))
        {
            throw new RewardLabException(
                $"{call}: n must be 1 to {smallest.Count}, the images of prompt \"{smallest.Prompt}\", not {string.Join(", ", counts)}.");
        }
    }

    private static void EmitSummaries(IRun run, string name, EvaluationTable evaluation, RecipeReward reward)
    {
        foreach (var metric in evaluation.Metrics)
        {
            run.Emit(new EventRecord(EventKinds.BenchmarkMetric)
            {
                Series = Joined(name, reward.Name),
                Metrics = Metrics(metric.Key, evaluation.Summarise(reward.Name, metric).Interval),
            });
        }
    }

    private static IReadOnlyList<RunMetric> Metrics(string name, ConfidenceInterval? interval) =>
        interval is null ? [] : [new RunMetric(name, interval.Mean) { IsPrimary = true, Lower = interval.Lower, Upper = interval.Upper }];

    private static string Joined(string name, string text) => name.Length == 0 ? text : $"{name} {text}";

    // For the end of a caption.
    private static string Settings(IEnumerable<RecipeReward> rewards) => TextNormNotes.Create(rewards) is { Length: > 0 } settings ? $" {settings}" : "";

    private static string Prefixed(string name, string text) => name.Length == 0 ? text : $"{name}: {text}";

    // What a table of scores needs to rank by again; null where the scores are enough.
    private static double[]? KeysOf(RecipeReward reward, IReadOnlyList<ImagePool> pools)
    {
        ImageScores[] scores = [.. pools.Select(reward.ScoreImages)];
        return Array.Exists(scores, pool => pool.HasOrderKeys) ? [.. scores.SelectMany(pool => pool.OrderKeys)] : null;
    }

    private static void SaveBytes(string name, byte[] bytes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        using var file = Run.CreateFile(name);
        file.Write(bytes);
    }
}
