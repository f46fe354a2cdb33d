using RewardLab.Abstractions;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>What two runs have both measured, with the differences and their intervals:
/// every pair of a few runs, of more the first against each other.</summary>
public sealed class ComparisonsPart : PagePart
{
    private const int MaxRunsForAllPairs = 4;

    private const string NothingToCompare =
        "They have nothing to compare: no scores of a reward with the same name, and no evaluations on held-out images.";

    private readonly IReadOnlyList<(RunFacts First, RunFacts Second, IReadOnlyList<ResultTable> Tables, string? Problem)> _pairs;

    /// <summary>Compares the runs.</summary>
    /// <param name="runs">The runs.</param>
    public ComparisonsPart(IReadOnlyList<RunFacts> runs)
        : base("comparisons", "Runs compared in pairs")
    {
        var firsts = runs.Count <= MaxRunsForAllPairs ? runs : [.. runs.Take(1)];
        _pairs = [.. firsts.SelectMany((first, index) => runs.Skip(index + 1).Select(second => Compare(first, second)))];
    }

    /// <inheritdoc />
    public override bool IsEmpty => _pairs.Count == 0;

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (first, second, tables, problem) in _pairs)
        {
            writer.Write($"<h3>A {Named(first)}, B {Named(second)}</h3>\n");
            if (tables.Count == 0)
            {
                writer.Write($"<p>{HtmlText.Encode(problem ?? NothingToCompare)}</p>\n");
            }

            foreach (var table in tables)
            {
                writer.Write($"<h4>{HtmlText.Encode(table.Title)}</h4>\n<div data-sortable=\"\">\n");
                HtmlTable.Write(writer, table, table.Title);
                writer.Write("</div>\n");
            }
        }
    }

    private static (RunFacts First, RunFacts Second, IReadOnlyList<ResultTable> Tables, string? Problem) Compare(RunFacts first, RunFacts second)
    {
        try
        {
            return (first, second, RunComparison.Compute(first.Run, second.Run), null);
        }
        catch (RewardLabException exception)
        {
            return (first, second, [], exception.Message);
        }
    }
}
