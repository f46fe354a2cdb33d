using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;
using RewardLab.Experiments.Tables;

namespace RewardLab.Hosting.Recipes.Engine;

/// <summary>Lays an evaluation out: a row for each reward, and below a TextNorm its lead over the reward it normalises.</summary>
internal static class BenchmarkTable
{
    public static ResultTable Of(
        string name, EvaluationTable evaluation, IReadOnlyList<RecipeReward> rewards, string truth, IReadOnlyList<ImagePool> pools)
    {
        var rows = new List<object?[]>();
        foreach (var reward in rewards)
        {
            rows.Add([reward.Name, .. evaluation.Metrics.Select(metric => Show(evaluation.Summarise(reward.Name, metric).Interval))]);
            if (BaselineOf(reward, rewards) is { } baseline)
            {
                rows.Add([$"  lead over {baseline.Name}", .. evaluation.Metrics.Select(metric => ShowLead(evaluation.Compare(reward.Name, baseline.Name, metric)))]);
            }
        }

        return new ResultTable(
            $"{(name.Length == 0 ? "" : $"{name}: ")}rewards against {truth}, means over prompts with 95% bootstrap intervals",
            ["reward", .. evaluation.Metrics.Select(metric => metric.Name)],
            rows)
        {
            Footnotes = [.. Footnotes(evaluation, rewards, pools)],
        };
    }

    /// <summary>The reward that a TextNorm normalises, where it is in the table too.</summary>
    public static RecipeReward? BaselineOf(RecipeReward reward, IReadOnlyList<RecipeReward> rewards) =>
        reward.Node is TextNormNode textNorm ? rewards.FirstOrDefault(other => other.Node.Equals(textNorm.Inner)) : null;

    /// <summary>"0.712 [0.68, 0.74]", or a dash where there is no value.</summary>
    public static string Show(BootstrapInterval? interval) => interval is null ? "-" : interval.ToText();

    private static string ShowLead(PairedDifference difference)
    {
        const string Signed = "+0.000;-0.000;0.000";
        return difference.Interval is not { } interval ? "-"
            : interval.ToText(Signed, "+0.00;-0.00;0.00") + (interval.Lower > 0 || interval.Upper < 0 ? " *" : "");
    }

    private static IEnumerable<string> Footnotes(EvaluationTable evaluation, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<ImagePool> pools)
    {
        var counted = pools.Count - evaluation.LeftOut;
        yield return $"{counted} of {pools.Count} prompts counted, {pools.Min(pool => pool.Count)} to {pools.Max(pool => pool.Count)} pictures each; "
            + $"{evaluation.LeftOut} left out whose pictures are all true or all false.";
        if (TextNormNotes.Of(rewards) is { Length: > 0 } settings)
        {
            yield return settings;
        }

        if (rewards.Any(reward => BaselineOf(reward, rewards) is not null))
        {
            yield return "* the interval of the lead, paired by prompt, excludes 0.";
        }

        var ties = rewards.Sum(reward => evaluation.Metrics.Where(metric => metric.K is not null).Sum(metric => evaluation.Summarise(reward.Name, metric).PromptsWithTies));
        if (ties > 0)
        {
            yield return $"In {ties} cases pictures tied at rank k of AP@k and the order they were drawn in decided.";
        }
    }
}
