using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>Two runs side by side: what both have measured on the same prompts, and by how much the second is ahead.</summary>
public static class RunComparison
{
    private static readonly (ScoreRole Role, string Name)[] GroundTruths = [(ScoreRole.GroundTruth, "ground truth"), (ScoreRole.Label, "label")];
    private static readonly string[] Columns = ["measure", "A", "B", "B − A (95% CI)", "prompts"];

    /// <summary>The tables; a row for each measure that both runs have. Without one a table is left out.</summary>
    /// <remarks>Differences are paired by prompt: mean over the prompts that both have, with the 95% interval over prompts; stars are corrected for the rows of
    /// a table.</remarks>
    /// <param name="first">A run.</param>
    /// <param name="second">Another.</param>
    /// <exception cref="RewardLabException">A file of a run is damaged.</exception>
    public static IReadOnlyList<ResultTable> Compute(RunEntry first, RunEntry second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var runs = $"A is {first.Id}, B is {second.Id}.";
        return
        [
            .. Table("Scores of the runs' images", runs, Scores(first.Folder, second.Folder)),
            .. Table("Fine-tuning: held-out images at the last evaluation", runs, Evaluations(first.Folder, second.Folder)),
        ];
    }

    private static ResultTable[] Table(string title, string runs, IEnumerable<Measure> measures)
    {
        Measure[] all = [.. measures];
        var leads = new ComparisonTable(
            all.Select(measure => new Comparison("B", "A", measure.Name, measure.Difference, measure.PValue, Wins: 0, Ties: 0, Losses: 0)));
        return all.Length == 0 ? [] :
        [
            new ResultTable(title, Columns, all.Select((measure, i) => (IReadOnlyList<object?>)
                [
                    measure.Name,
                    measure.First,
                    measure.Second,
                    measure.Difference is null ? "no prompt in common" : leads.Lead(i),
                    measure.Difference?.Count ?? 0,
                ]))
            {
                Footnotes = [runs, "Means over the prompts that both runs have; differences are paired by prompt.", .. leads.Footnotes],
            },
        ];
    }

    private static IEnumerable<Measure> Scores(string first, string second)
    {
        var isGroundTruthShown = false;
        var others = Tables(second);
        foreach (var (file, one) in Tables(first))
        {
            if (!others.TryGetValue(file, out var other))
            {
                continue;
            }

            foreach (var heading in Scored(one).Intersect(Scored(other)))
            {
                yield return Row(
                    $"{one.Reward}: mean {(heading.Role == ScoreRole.Reward ? "score" : heading.Text)}",
                    Means(one, heading),
                    Means(other, heading),
                    ValueRange.Unbounded);
            }

            if (GroundTruths.FirstOrDefault(groundTruth => Has(one, groundTruth.Role) && Has(other, groundTruth.Role)) is { Name: { } name, Role: var role })
            {
                var groundTruth = one.Columns.First(column => column.Heading.Role == role).Heading;
                if (!isGroundTruthShown)
                {
                    isGroundTruthShown = true;
                    yield return Row(
                        $"mean {name}", Means(one, groundTruth), Means(other, groundTruth), RangeOf(Values(one, groundTruth), Values(other, groundTruth)));
                }

                yield return Row($"{one.Reward}: AUROC against {name}", Aurocs(one, groundTruth), Aurocs(other, groundTruth), Metric.Auroc.Range);
            }
        }
    }

    private static SortedDictionary<string, ScoreTable> Tables(string folder) =>
        new(RunFiles.ScoreTables(folder).ToDictionary(path => Path.GetFileName(path), ScoreTable.ReadCsv, StringComparer.Ordinal), StringComparer.Ordinal);

    private static IEnumerable<ScoreHeading> Scored(ScoreTable table) =>
        table.Columns.Select(column => column.Heading).Where(heading => heading.Role is not (ScoreRole.GroundTruth or ScoreRole.Label));

    private static bool Has(ScoreTable table, ScoreRole role) => table.Columns.Any(column => column.Heading.Role == role);

    private static IEnumerable<Measure> Evaluations(string first, string second)
    {
        var others = RunHistories.In(second);
        foreach (var history in RunHistories.In(first))
        {
            // Where each run has one fine-tuning they are the pair, whatever their names.
            if ((others.FirstOrDefault(known => known.Name == history.Name) ?? (others.Count == 1 ? others[0] : null)) is not { } other)
            {
                continue;
            }

            var (one, two) = (history.Evaluations[^1], other.Evaluations[^1]);
            var isSame = history.Name == other.Name;
            var name = isSame ? history.Name : $"{history.Name} / {other.Name}";
            if (isSame)
            {
                // Under different names different rewards may have been optimised, whose scores are not comparable; held-out rewards are the same.
                yield return Row($"{name}: optimised reward", ByPrompt(history.Prompts, one.Proxy), ByPrompt(other.Prompts, two.Proxy), ValueRange.Unbounded);
            }

            foreach (var reward in one.HeldOut.Keys.Where(two.HeldOut.ContainsKey))
            {
                yield return Row(
                    $"{name}: {reward}",
                    ByPrompt(history.Prompts, one.HeldOut[reward]),
                    ByPrompt(other.Prompts, two.HeldOut[reward]),
                    RangeOf(one.HeldOut[reward], two.HeldOut[reward]));
            }
        }
    }

    private static Measure Row(string name, Dictionary<string, double> one, Dictionary<string, double> other, ValueRange range)
    {
        string[] prompts = [.. one.Keys.Where(other.ContainsKey)];
        if (prompts.Length == 0)
        {
            return new Measure(name, null, null, null, null);
        }

        double[] differences = [.. prompts.Select(prompt => other[prompt] - one[prompt])];
        return new Measure(
            name,
            prompts.Average(prompt => one[prompt]),
            prompts.Average(prompt => other[prompt]),
            ConfidenceInterval.OfMean(differences, range.Differences),
            PairedTest.PValue(differences, range.Differences, seed: 0));
    }

    // What says yes or no, or a share of people, is 0 to 1; a reward may be anything.
    private static ValueRange RangeOf(params IEnumerable<double>[] values) =>
        values.All(column => column.All(value => value is >= 0 and <= 1)) ? ValueRange.Share : ValueRange.Unbounded;

    private static Dictionary<string, double> Means(ScoreTable table, ScoreHeading column) => ByPrompt(table.Prompts, [.. Values(table, column)]);

    private static Dictionary<string, double> Aurocs(ScoreTable table, ScoreHeading label)
    {
        if (table.Columns.FirstOrDefault(column => column.Heading.Role is not (ScoreRole.GroundTruth or ScoreRole.Label)) is not { } scores)
        {
            return [];
        }

        var (values, groundTruths) = (scores.Ranking, Values(table, label).ToArray());
        var aurocs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var rows in Enumerable.Range(0, table.Images.Count).GroupBy(row => table.Prompts[row], StringComparer.Ordinal))
        {
            int[] own = [.. rows];
            if (own.All(row => double.IsFinite(values[row]))
                && RankingMetrics.Auroc([.. own.Select(row => values[row])], [.. own.Select(row => groundTruths[row] > 0.5)]) is { } auroc)
            {
                aurocs[rows.Key] = auroc;
            }
        }

        return aurocs;
    }

    private static IEnumerable<double> Values(ScoreTable table, ScoreHeading column) => table.Columns.First(known => known.Heading == column).Values;

    private static Dictionary<string, double> ByPrompt<T>(IReadOnlyList<T> prompts, IReadOnlyList<double> values) => prompts
        .Select((prompt, index) => (Prompt: $"{prompt}", Value: values[index]))
        .GroupBy(entry => entry.Prompt, StringComparer.Ordinal)
        .Select(group => (group.Key, Mean: group.Average(entry => entry.Value)))
        .Where(entry => double.IsFinite(entry.Mean))
        .ToDictionary(entry => entry.Key, entry => entry.Mean, StringComparer.Ordinal);

    // The difference is the second less the first; null without a prompt in common.
    private sealed record Measure(string Name, double? First, double? Second, ConfidenceInterval? Difference, double? PValue);
}
