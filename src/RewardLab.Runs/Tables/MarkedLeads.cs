using RewardLab.Evaluation.Statistics;

namespace RewardLab.Runs.Tables;

/// <summary>The leads of one table: their intervals, and stars and p-values corrected for how many comparisons the table has.</summary>
public sealed class MarkedLeads
{
    private readonly IReadOnlyList<ConfidenceInterval?> _intervals;
    private readonly int _comparisons;

    /// <summary>All leads of a table.</summary>
    /// <param name="leads">Each lead's interval, null where it has no mean, and its p-value by <see cref="PairedTest"/>, null where it has none.</param>
    public MarkedLeads(IEnumerable<(ConfidenceInterval? Interval, double? PValue)> leads)
    {
        (ConfidenceInterval? Interval, double? PValue)[] all = [.. leads];
        _intervals = [.. all.Select(lead => lead.Interval)];
        PValues = HolmCorrection.Compute([.. all.Select(lead => lead.PValue)]);
        _comparisons = PValues.Count(p => p is not null);
    }

    /// <summary>The corrected p-values.</summary>
    public IReadOnlyList<double?> PValues { get; }

    /// <summary>What stars are, and why intervals are missing; to stand below the table.</summary>
    public IEnumerable<string> Footnotes =>
    [
        .. _comparisons > 0 ? [HolmCorrection.Footnote(_comparisons)] : Array.Empty<string>(),
        .. ConfidenceInterval.WhyMissing(_intervals),
    ];

    /// <summary>"+0.123 [+0.01, +0.24] *"; "-" where there is no mean.</summary>
    /// <param name="index">Which lead.</param>
    public string Text(int index) => _intervals[index]?.ToText(isSigned: true, mark: HolmCorrection.Mark(PValues[index])) ?? "-";
}
