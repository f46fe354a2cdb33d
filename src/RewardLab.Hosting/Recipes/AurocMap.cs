using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;
using RewardLab.Reports.Charts;

namespace RewardLab.Hosting.Recipes;

/// <summary>Places prompts' AUROCs in rows and columns.</summary>
internal static class AurocMap
{
    /// <summary>The map of one reward.</summary>
    /// <exception cref="RewardLabException">The table has no such reward or no AUROC, or no prompt has a place.</exception>
    public static HeatMapChart Create(
        string call,
        EvaluationTable evaluation,
        string reward,
        Func<string, (string Row, string Column)?> place,
        bool isSymmetric)
    {
        if (!evaluation.Rewards.Contains(reward, StringComparer.Ordinal))
        {
            throw new RewardLabException(
                $"{call}: the evaluation has no reward \"{reward}\"; it has {string.Join(", ", evaluation.Rewards.Select(name => $"\"{name}\""))}.");
        }

        if (!evaluation.Metrics.Contains(Metric.Auroc))
        {
            throw new RewardLabException($"{call}: the evaluation has no AUROC; add Metric.Auroc to its metrics.");
        }

        var placed = new List<(string Row, string Column, double? Auroc)>();
        foreach (var prompt in evaluation.Prompts)
        {
            if (place(prompt) is { Row: not null, Column: not null } at)
            {
                // Where images are all good or all bad there is a place, and nothing to put in it.
                var cell = evaluation.Cell(reward, prompt);
                placed.Add((at.Row, at.Column, cell is { HasBothClasses: true } ? cell[Metric.Auroc] : null));
            }
        }

        if (placed.Count == 0)
        {
            throw new RewardLabException(
                $"{call}: no prompt has a cell in the map. Return a row and a column for at least one of the {evaluation.Prompts.Count} prompts.");
        }

        if (isSymmetric)
        {
            placed.AddRange(
                [.. placed.Where(cell => !string.Equals(cell.Row, cell.Column, StringComparison.Ordinal)).Select(cell => (cell.Column, cell.Row, cell.Auroc))]);
        }

        var rows = Ordered(placed.Select(cell => cell.Row));
        var columns = isSymmetric ? rows : Ordered(placed.Select(cell => cell.Column));
        var means = placed.Where(cell => cell.Auroc is not null)
            .GroupBy(cell => (cell.Row, cell.Column))
            .ToDictionary(group => group.Key, group => group.Average(cell => cell.Auroc));
        return new HeatMapChart(
            $"{reward}: AUROC of each prompt",
            rows,
            columns,
            [.. rows.Select(row => (IReadOnlyList<double?>)[.. columns.Select(column => means.GetValueOrDefault((row, column)))])]);
    }

    // Numbers by size; words as they come.
    private static string[] Ordered(IEnumerable<string> labels)
    {
        var distinct = labels.Distinct(StringComparer.Ordinal).ToArray();
        return distinct.All(label => double.TryParse(label, CultureInfo.InvariantCulture, out _))
            ? [.. distinct.OrderBy(label => double.Parse(label, CultureInfo.InvariantCulture))]
            : distinct;
    }
}
