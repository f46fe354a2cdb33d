using System.Globalization;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Runs.Tables;

/// <summary>An evaluation in words: what was measured, which leads over a baseline are significant, and which are not.</summary>
/// <remarks>Every word follows from the numbers, so that no sentence says more than the table does.</remarks>
public static class EvaluationSummary
{
    private const int MaxNamed = 4;

    /// <summary>Three sentences, or four where the number of prompts is what limits them.</summary>
    /// <param name="evaluation">The evaluation; the words go by its first metric, and name others where they are significant.</param>
    /// <param name="comparisons">Rewards against their baselines.</param>
    /// <param name="groundTruth">What the rewards were measured against, such as "the ground truth".</param>
    public static IReadOnlyList<string> Sentences(EvaluationTable evaluation, ComparisonTable comparisons, string groundTruth)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        ArgumentNullException.ThrowIfNull(comparisons);
        ArgumentNullException.ThrowIfNull(groundTruth);
        var metric = evaluation.Metrics[0];
        var counted = evaluation.Prompts.Count - evaluation.LeftOut;
        var sentences = new List<string> { Measured(evaluation, metric, groundTruth, counted) };
        if (comparisons.Comparisons.Count == 0)
        {
            return sentences;
        }

        if (comparisons.TestCount == 0)
        {
            sentences.Add(
                $"No difference can be called significant: an interval takes at least {ConfidenceInterval.MinCount} prompts that have both correct and "
                + $"incorrect images and differ, and {Prompts(counted)} counted.");
            return sentences;
        }

        int[] all = [.. Enumerable.Range(0, comparisons.Comparisons.Count)];
        int[] ahead = [.. all.Where(i => comparisons.IsSignificant(i) && comparisons.Comparisons[i].Lead!.Mean > 0)];
        int[] behind = [.. all.Where(i => comparisons.IsSignificant(i) && comparisons.Comparisons[i].Lead!.Mean < 0)];
        int[] open =
        [
            .. all.Where(i => !comparisons.IsSignificant(i) && comparisons.Comparisons[i].On == metric.Name && comparisons.Comparisons[i].Lead is not null),
        ];
        if (ahead.Length > 0)
        {
            sentences.Add($"Significantly ahead of its baseline: {List(comparisons, ahead, saysP: true)}.");
        }

        if (behind.Length > 0)
        {
            sentences.Add($"Significantly behind its baseline, so that the baseline is better: {List(comparisons, behind, saysP: true)}.");
        }

        if (ahead.Length + behind.Length == 0)
        {
            sentences.Add(string.Create(CultureInfo.InvariantCulture,
                $"No difference from a baseline is significant after Holm's correction for {comparisons.TestCount} comparisons; "
                + $"the smallest p is {HolmCorrection.Text(comparisons.PValues.Min())}."));
        }

        if (open.Length > 0)
        {
            sentences.Add($"Not significant: {List(comparisons, open, saysP: false)}{TooFew(comparisons, open, counted)}.");
        }

        return sentences;
    }

    private static string Measured(EvaluationTable evaluation, Metric metric, string groundTruth, int counted)
    {
        var best = evaluation.Rewards.Select(reward => (Reward: reward, evaluation.Summarise(reward, metric).Interval)).Where(one => one.Interval is not null)
            .OrderByDescending(one => one.Interval!.Mean).FirstOrDefault();
        var meaning = metric.Equals(Metric.Auroc)
            ? " (the probability that a correct image of a prompt scores above an incorrect one: 1 is perfect, 0.5 is chance)"
            : "";
        return $"Measured: {metric.Name}{meaning} of {evaluation.Rewards.Count} {(evaluation.Rewards.Count == 1 ? "reward" : "rewards")} against "
            + $"{groundTruth}, mean over {Prompts(counted)}"
            + (best.Interval is null
                ? "; no prompt has both correct and incorrect images, so there is none."
                : $"; highest is {best.Reward} with {best.Interval.ToText()}.");
    }

    // The half-width of the widest interval: how small a difference could have been significant, and what more prompts would change.
    private static string TooFew(ComparisonTable comparisons, int[] open, int counted)
    {
        double[] reach =
        [
            .. open.Select(i => comparisons.Comparisons[i].Lead!).Where(lead => lead.HasEnds).Select(lead => (lead.Upper!.Value - lead.Lower!.Value) / 2),
        ];
        return reach.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture,
            $"; with {Prompts(counted)} the half-width of {(reach.Length == 1 ? "this interval is" : "these intervals is up to")} {reach.Max():0.00}, "
            + $"and a smaller difference would not show");
    }

    private static string List(ComparisonTable comparisons, int[] chosen, bool saysP)
    {
        var named = chosen.Take(MaxNamed).Select(i => comparisons.Comparisons[i] is var one && saysP
            ? $"{one.Name} over {one.Baseline}, {one.On} {one.Lead!.ToText(isSigned: true)}, p {Equal(comparisons.P(i).Text)}"
            : $"{one.Name} over {one.Baseline}, {one.Lead!.ToText(isSigned: true)}");
        return string.Join("; ", named) + (chosen.Length > MaxNamed ? $"; and {chosen.Length - MaxNamed} more in the report" : "");
    }

    private static string Equal(string p) => p.StartsWith('<') ? p : $"= {p}";

    private static string Prompts(int count) => count == 1 ? "1 prompt" : $"{count} prompts";
}
