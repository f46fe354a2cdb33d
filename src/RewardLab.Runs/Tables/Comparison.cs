using RewardLab.Evaluation.Comparisons;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Runs.Tables;

/// <summary>One thing measured against its baseline, paired by prompt.</summary>
/// <param name="Name">What is measured: a reward, or a model.</param>
/// <param name="Baseline">What it is measured against.</param>
/// <param name="On">What is measured, such as "AUROC" or "alignment".</param>
/// <param name="Lead">The value less the baseline's: mean over prompts with its 95% interval; null where no prompt has both.</param>
/// <param name="PValue">Two-sided p-value of <see cref="PairedTest"/>, before any correction; null where there is none.</param>
/// <param name="Wins">Prompts, or image groups, that are ahead of the baseline's.</param>
/// <param name="Ties">Those that are as good.</param>
/// <param name="Losses">Those that are behind.</param>
public sealed record Comparison(string Name, string Baseline, string On, ConfidenceInterval? Lead, double? PValue, int Wins, int Ties, int Losses)
{
    /// <summary>One reward against another by a metric.</summary>
    public static Comparison From(PairedDifference difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return new Comparison(
            difference.Reward,
            difference.Baseline,
            difference.Metric.Name,
            difference.Interval,
            difference.PValue,
            difference.Wins,
            difference.Ties,
            difference.Losses);
    }

    /// <summary>One model's image groups against another's.</summary>
    /// <param name="name">The model.</param>
    /// <param name="baseline">The model that it is compared with.</param>
    /// <param name="on">What the groups were compared by.</param>
    /// <param name="summary">The outcomes.</param>
    public static Comparison From(string name, string baseline, string on, ComparisonSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        return new Comparison(name, baseline, on, summary.Lead, summary.PValue, summary.Wins, summary.Ties, summary.Losses);
    }
}
