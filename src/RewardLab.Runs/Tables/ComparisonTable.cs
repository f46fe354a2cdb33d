using RewardLab.Evaluation.Statistics;

namespace RewardLab.Runs.Tables;

/// <summary>All comparisons of one table, each with its baseline: leads with 95% intervals, and stars and p-values by Holm's correction for as many comparisons
/// as the table has.</summary>
public sealed class ComparisonTable
{
    /// <summary>The comparisons of a table.</summary>
    /// <param name="comparisons">All of them, for the correction counts them.</param>
    public ComparisonTable(IEnumerable<Comparison> comparisons)
    {
        Comparisons = [.. comparisons];
        PValues = HolmCorrection.Compute([.. Comparisons.Select(comparison => comparison.PValue)]);
        TestCount = PValues.Count(p => p is not null);
    }

    /// <summary>The comparisons, in the order of the table.</summary>
    public IReadOnlyList<Comparison> Comparisons { get; }

    /// <summary>The corrected p-value of each; null where it has none.</summary>
    public IReadOnlyList<double?> PValues { get; }

    /// <summary>How many have a p-value: what the correction is for.</summary>
    public int TestCount { get; }

    /// <summary>What stars are, and why intervals are missing; to stand below the table.</summary>
    public IReadOnlyList<string> Footnotes =>
    [
        .. TestCount > 0 ? [HolmCorrection.Footnote(TestCount)] : Array.Empty<string>(),
        .. ConfidenceInterval.WhyMissing(Comparisons.Select(comparison => comparison.Lead)),
    ];

    /// <summary>Whether a comparison is significant: p below <see cref="PairedTest.Level"/> after the correction.</summary>
    public bool IsSignificant(int index) => PValues[index] < PairedTest.Level;

    /// <summary>"+0.123 [+0.01, +0.24] *"; "-" where there is no mean.</summary>
    /// <param name="index">Which comparison.</param>
    public NumberCell Lead(int index) => NumberCell.From(Comparisons[index].Lead, isSigned: true, mark: HolmCorrection.Mark(PValues[index]));

    /// <summary>The corrected p-value as tables show it.</summary>
    /// <param name="index">Which comparison.</param>
    public NumberCell P(int index) => NumberCell.OfP(PValues[index]);

    /// <summary>Where a comparison stands; -1 where there is none.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="on">By what.</param>
    public int IndexOf(string name, string on) =>
        Comparisons.Index().FirstOrDefault(one => one.Item.Name == name && one.Item.On == on, (Index: -1, Item: null!)).Index;

    /// <summary>A row for each comparison: what it is of, its baseline, the lead, wins, ties, losses and p.</summary>
    /// <param name="title">The title.</param>
    /// <param name="nameHeading">What stands above the names, such as "reward"; null where all are of one that the title names.</param>
    /// <param name="onHeading">What stands above what is measured, such as "metric".</param>
    /// <param name="footnotes">Lines before those on stars and missing intervals.</param>
    public ResultTable ToTable(string title, string? nameHeading, string onHeading, params IReadOnlyList<string> footnotes) => new(
        title,
        [
            .. nameHeading is null ? [] : new[] { new TableColumn(nameHeading) },
            new TableColumn("baseline"), new TableColumn(onHeading), new TableColumn("lead"),
            new TableColumn("won", ColumnAlignment.Right), new TableColumn("tied", ColumnAlignment.Right), new TableColumn("lost", ColumnAlignment.Right),
            new TableColumn("p (Holm)", ColumnAlignment.Right),
        ],
        Comparisons.Select((comparison, i) => (IReadOnlyList<object?>)
        [
            .. nameHeading is null ? [] : new object?[] { comparison.Name },
            comparison.Baseline, comparison.On, Lead(i), comparison.Wins, comparison.Ties, comparison.Losses, P(i),
        ]))
    {
        Footnotes = [.. footnotes, .. Footnotes],
    };
}
