using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Metrics;

/// <summary>A measure of one prompt's scores against its labels. Two metrics with the same key are equal.</summary>
public sealed class Metric : IEquatable<Metric>
{
    private readonly Func<double[], LabelSet, double?> _compute;

    private const string PossibleSuffix = "-possible";

    private Metric(string key, string name, ValueRange range, int? k, Func<double[], LabelSet, double?> compute)
    {
        Key = key;
        Name = name;
        Range = range;
        K = k;
        _compute = compute;
    }

    /// <summary>Area under the ROC curve against the majority verdict.</summary>
    public static Metric Auroc { get; } = new("auroc", "AUROC", ValueRange.Share, null, static (scores, labels) => RankingMetrics.Auroc(scores, labels.Good));

    /// <summary>Step-wise average precision against the majority verdict.</summary>
    public static Metric Auprc { get; } = new("auprc", "AUPRC", ValueRange.Share, null, static (scores, labels) => RankingMetrics.Auprc(scores, labels.Good));

    /// <summary>Spearman's rho against the mean verdict.</summary>
    public static Metric Spearman { get; } = new(
        "spearman", "Spearman", ValueRange.Signed, null, static (scores, labels) => RankCorrelation.Spearman(scores, labels.Mean));

    /// <summary>Kendall's tau-b against the mean verdict.</summary>
    public static Metric Kendall { get; } = new(
        "kendall", "Kendall", ValueRange.Signed, null, static (scores, labels) => RankCorrelation.KendallTauB(scores, labels.Mean));

    /// <summary>Share of image pairs that the score orders as the mean verdicts do, its ties counted half.</summary>
    public static Metric PairwiseAccuracy { get; } = new(
        "pairwise", "pairwise", ValueRange.Share, null, static (scores, labels) => RankCorrelation.PairwiseAccuracy(scores, labels.Mean));

    /// <summary>The columns of the paper's tables: AUROC, AUPRC, AP@5, AP@10, AP@25.</summary>
    public static IReadOnlyList<Metric> Default { get; } = [Auroc, Auprc, AveragePrecisionAt(5), AveragePrecisionAt(10), AveragePrecisionAt(25)];

    /// <summary>The default columns and the two rank correlations.</summary>
    public static IReadOnlyList<Metric> All { get; } = [.. Default, Spearman, Kendall];

    /// <summary>The name in files: lower-case, such as "ap5".</summary>
    public string Key { get; }

    /// <summary>The name in tables, such as "AP@5".</summary>
    public string Name { get; }

    /// <summary>What its values may be.</summary>
    public ValueRange Range { get; }

    /// <summary>For AP@k, k; null for the others.</summary>
    public int? K { get; }

    /// <summary>For AP@k, what it is divided by.</summary>
    public PrecisionNormalisation Normalisation { get; private init; }

    /// <summary>Average precision on the k highest-scored images, against the majority verdict; undefined where a prompt has fewer images.</summary>
    /// <param name="k">How many images, at least 1.</param>
    /// <param name="normalisation">What it is divided by.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public static Metric AveragePrecisionAt(int k, PrecisionNormalisation normalisation = PrecisionNormalisation.Found)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        var (key, name) = normalisation == PrecisionNormalisation.Found ? ($"ap{k}", $"AP@{k}") : ($"ap{k}{PossibleSuffix}", $"AP@{k} possible");
        return new Metric(
            key,
            name,
            ValueRange.Share,
            k,
            (scores, labels) => labels.Count < k ? null : RankingMetrics.AveragePrecisionAt(k, scores, labels.Good, normalisation).Value)
        {
            Normalisation = normalisation,
        };
    }

    /// <summary>Metrics with each AP@k by one normalisation or by several, side by side.</summary>
    /// <param name="metrics">Metrics; other ones than AP@k stay as they are.</param>
    /// <param name="normalisations">At least one, in the order of the columns.</param>
    public static IReadOnlyList<Metric> Normalised(IReadOnlyList<Metric> metrics, params IReadOnlyList<PrecisionNormalisation> normalisations)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        return
        [
            .. metrics.SelectMany(metric => metric.K is { } k ? normalisations.Select(normalisation => AveragePrecisionAt(k, normalisation)) : [metric])
                .Distinct(),
        ];
    }

    /// <summary>The metric of a key, such as "auroc" or "ap10".</summary>
    /// <exception cref="RewardLabException">There is none, with those there are.</exception>
    public static Metric Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return All.Append(PairwiseAccuracy).FirstOrDefault(metric => string.Equals(metric.Key, key, StringComparison.OrdinalIgnoreCase))
            ?? (key.StartsWith("ap", StringComparison.OrdinalIgnoreCase) && int.TryParse(WithoutSuffix(key).AsSpan(2), out var k) && k >= 1
                ? AveragePrecisionAt(
                    k, key.EndsWith(PossibleSuffix, StringComparison.OrdinalIgnoreCase) ? PrecisionNormalisation.Possible : PrecisionNormalisation.Found)
                : throw new RewardLabException(
                    $"There is no metric \"{key}\": use {string.Join(", ", All.Select(metric => metric.Key))}, or ap followed by another number, "
                    + $"with {PossibleSuffix} to divide by min(k, positives)."));
    }

    /// <summary>The value on one prompt's images; null where it is undefined.</summary>
    /// <exception cref="ArgumentException">Lengths differ, or a score is NaN.</exception>
    public double? Compute(ReadOnlySpan<double> scores, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return _compute(scores.ToArray(), labels);
    }

    /// <inheritdoc />
    public bool Equals(Metric? other) => other is not null && string.Equals(Key, other.Key, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as Metric);

    /// <inheritdoc />
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Key);

    /// <inheritdoc />
    public override string ToString() => Name;

    private static string WithoutSuffix(string key) => key.EndsWith(PossibleSuffix, StringComparison.OrdinalIgnoreCase) ? key[..^PossibleSuffix.Length] : key;
}
