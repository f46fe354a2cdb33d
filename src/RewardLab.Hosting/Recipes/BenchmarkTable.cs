using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <summary>Lays an evaluation out: a row for each reward, and below a TextNorm its lead over the reward it normalises.</summary>
internal static class BenchmarkTable
{
    public static ResultTable Create(
        string name, EvaluationTable evaluation, IReadOnlyList<RecipeReward> rewards, string groundTruth, IReadOnlyList<ImagePool> pools)
    {
        var pairs = rewards.Select(reward => (Reward: reward, Baseline: BaselineOf(reward, rewards))).Where(pair => pair.Baseline is not null).ToArray();
        var leads = new MarkedLeads(pairs.SelectMany(pair => evaluation.Metrics.Select(metric => evaluation.Compare(pair.Reward.Name, pair.Baseline!.Name, metric)))
            .Select(difference => (difference.Interval, difference.PValue)));
        var (rows, shown, lead) = (new List<object?[]>(), new List<ConfidenceInterval?>(), 0);
        foreach (var reward in rewards)
        {
            ConfidenceInterval?[] intervals = [.. evaluation.Metrics.Select(metric => evaluation.Summarise(reward.Name, metric).Interval)];
            shown.AddRange(intervals);
            rows.Add([reward.Name, .. intervals.Select(Show)]);
            if (BaselineOf(reward, rewards) is { } baseline)
            {
                rows.Add([$"  lead over {baseline.Name}", .. evaluation.Metrics.Select(_ => leads.Text(lead++))]);
            }
        }

        return new ResultTable(
            $"{(name.Length == 0 ? "" : $"{name}: ")}rewards against {groundTruth}, means over prompts with 95% intervals",
            ["reward", .. evaluation.Metrics.Select(metric => metric.Name)],
            rows)
        {
            Footnotes = [.. Footnotes(evaluation, rewards, pools, shown, leads)],
        };
    }

    /// <summary>The reward that a TextNorm normalises, where it is in the table too.</summary>
    public static RecipeReward? BaselineOf(RecipeReward reward, IReadOnlyList<RecipeReward> rewards) =>
        reward.Node is TextNormNode textNorm ? rewards.FirstOrDefault(other => other.Node.Equals(textNorm.Inner)) : null;

    /// <summary>"0.712 [0.68, 0.74]", or a dash where there is no value.</summary>
    public static string Show(ConfidenceInterval? interval) => interval is null ? "-" : interval.ToText();

    private static IEnumerable<string> Footnotes(
        EvaluationTable evaluation, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<ImagePool> pools, IReadOnlyList<ConfidenceInterval?> shown, MarkedLeads leads)
    {
        var counted = pools.Count - evaluation.LeftOut;
        yield return $"{counted} of {pools.Count} prompts counted, {pools.Min(pool => pool.Count)} to {pools.Max(pool => pool.Count)} images each; "
            + $"{evaluation.LeftOut} left out whose images are all true or all false.";
        if (TextNormNotes.Create(rewards) is { Length: > 0 } settings)
        {
            yield return settings;
        }

        foreach (var line in ConfidenceInterval.WhyMissing(shown).Concat(leads.Footnotes).Distinct(StringComparer.Ordinal))
        {
            yield return line;
        }

        foreach (var line in MetricNotes.Create(evaluation))
        {
            yield return line;
        }

        var ties = rewards.Sum(reward => evaluation.Metrics.Where(metric => metric.K is not null).Sum(metric => evaluation.Summarise(reward.Name, metric).PromptsWithTies));
        if (ties > 0)
        {
            yield return $"In {ties} cases images tied at rank k of AP@k and the order they were drawn in decided.";
        }
    }
}
