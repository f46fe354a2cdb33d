using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Calibration.Search;

/// <summary>How settings are chosen and reported.</summary>
public sealed record CalibrationOptions
{
    /// <summary>Settings are chosen by the mean of these over prompts. Default: AP@5, AP@10 and AP@25, the paper's.</summary>
    public IReadOnlyList<Metric> Criterion { get; init; } = [Metric.AveragePrecisionAt(5), Metric.AveragePrecisionAt(10), Metric.AveragePrecisionAt(25)];

    /// <summary>What is reported of the chosen settings. Default: AUROC and AUPRC.</summary>
    public IReadOnlyList<Metric> Reported { get; init; } = [Metric.Auroc, Metric.Auprc];

    /// <summary>Folds of the cross-validation over prompts. Default 5; range 2 to 1,000.</summary>
    [Description("folds of the cross-validation over prompts")]
    [Range(2, 1000)]
    [DefaultValue(5)]
    public int Folds { get; init; } = 5;

    /// <summary>Settings whose criterion is this near the best count as good; the first of them is taken. Default 0.001; range 0 to 1.</summary>
    /// <remarks>Candidates come by falling temperature and by rising scale: of equals the softer softmax is the better choice, for a hard one drives the best
    /// images' scores to 1 together.</remarks>
    [Description("settings whose criterion is within this distance of the best count as equal; the first is taken")]
    [Range(0.0, 1.0)]
    [DefaultValue(0.001)]
    public double AsGood { get; init; } = 0.001;

    /// <summary>Seed of folds and intervals. Default 0.</summary>
    [Description("seed of folds and intervals")]
    [DefaultValue(0UL)]
    public ulong Seed { get; init; }
}
