using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Evaluations;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Reports.Pages;

/// <summary>Two runs side by side: what both have measured on the same prompts, and by how much the second is ahead.</summary>
public static class RunComparison
{
    private static readonly string[] GroundTruths = ["truth", "label"];
    private static readonly string[] Columns = ["measure", "A", "B", "B less A [95%]", "prompts"];

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
        var leads = new ComparisonTable(all.Select(measure => new Comparison("B", "A", measure.Name, measure.Difference, measure.PValue, Wins: 0, Ties: 0, Losses: 0)));
        return all.Length == 0 ? [] :
        [
            new ResultTable(title, Columns, all.Select((measure, i) => (IReadOnlyList<object?>)
                [measure.Name, measure.First, measure.Second, measure.Difference is null ? "no prompt in common" : leads.Lead(i), measure.Difference?.Count ?? 0]))
            {
                Footnotes = [runs, "Means over the prompts that both runs have; differences are paired by prompt.", .. leads.Footnotes],
            },
        ];
    }

    private static IEnumerable<Measure> Scores(string first, string second)
    {
        var isGroundTruthShown = false;
        foreach (var name in ScoreFiles(first).Intersect(ScoreFiles(second), StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var (one, other) = (ScoreTable.ReadCsv(Path.Combine(first, "scores", name)), ScoreTable.ReadCsv(Path.Combine(second, "scores", name)));
            foreach (var column in one.Columns.Select(column => column.Name).Where(column => !GroundTruths.Contains(column) && other.Columns.Any(known => known.Name == column)))
            {
                yield return Row($"{one.Reward}: mean {column}", Means(one, column), Means(other, column), ValueRange.Unbounded);
            }

            if (GroundTruths.FirstOrDefault(groundTruth => one.Columns.Any(column => column.Name == groundTruth) && other.Columns.Any(column => column.Name == groundTruth)) is { } label)
            {
                if (!isGroundTruthShown)
                {
                    isGroundTruthShown = true;
                    yield return Row($"mean {label}", Means(one, label), Means(other, label), RangeOf(Values(one, label), Values(other, label)));
                }

                yield return Row($"{one.Reward}: AUROC against {label}", Aurocs(one, label), Aurocs(other, label), Metric.Auroc.Range);
            }
        }
    }

    private static IEnumerable<Measure> Evaluations(string first, string second)
    {
        var others = EvaluationHistoryFile.In(second);
        foreach (var history in EvaluationHistoryFile.In(first))
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
                // Under different names different rewards may have been optimised, whose scores are not comparable; judges are the same.
                yield return Row($"{name}: optimised reward", ByPrompt(history.Prompts, one.Proxy), ByPrompt(other.Prompts, two.Proxy), ValueRange.Unbounded);
            }

            foreach (var heldOutReward in one.HeldOut.Keys.Where(two.HeldOut.ContainsKey))
            {
                yield return Row($"{name}: {heldOutReward}", ByPrompt(history.Prompts, one.HeldOut[heldOutReward]), ByPrompt(other.Prompts, two.HeldOut[heldOutReward]), RangeOf(one.HeldOut[heldOutReward], two.HeldOut[heldOutReward]));
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
            name, prompts.Average(prompt => one[prompt]), prompts.Average(prompt => other[prompt]), ConfidenceInterval.OfMean(differences, range.Differences), PairedTest.PValue(differences, range.Differences, seed: 0));
    }

    // What says yes or no, or a share of people, is 0 to 1; a reward may be anything.
    private static ValueRange RangeOf(params IEnumerable<double>[] values) => values.All(column => column.All(value => value is >= 0 and <= 1)) ? ValueRange.Share : ValueRange.Unbounded;

    private static Dictionary<string, double> Means(ScoreTable table, string column) => ByPrompt(table.Prompts, [.. Values(table, column)]);

    private static Dictionary<string, double> Aurocs(ScoreTable table, string label)
    {
        if (table.Columns.FirstOrDefault(column => column.Name is not ("truth" or "label")) is not { } scores)
        {
            return [];
        }

        var (values, groundTruths) = (scores.OrderKeys ?? scores.Values, Values(table, label).ToArray());
        var aurocs = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var rows in Enumerable.Range(0, table.Images.Count).GroupBy(row => table.Prompts[row], StringComparer.Ordinal))
        {
            int[] own = [.. rows];
            if (own.All(row => double.IsFinite(values[row])) && RankingMetrics.Auroc([.. own.Select(row => values[row])], [.. own.Select(row => groundTruths[row] > 0.5)]) is { } auroc)
            {
                aurocs[rows.Key] = auroc;
            }
        }

        return aurocs;
    }

    private static IEnumerable<double> Values(ScoreTable table, string column) => table.Columns.First(known => known.Name == column).Values;

    private static Dictionary<string, double> ByPrompt<T>(IReadOnlyList<T> prompts, IReadOnlyList<double> values) => prompts
        .Select((prompt, index) => (Prompt: $"{prompt}", Value: values[index]))
        .GroupBy(entry => entry.Prompt, StringComparer.Ordinal)
        .Select(group => (group.Key, Mean: group.Average(entry => entry.Value)))
        .Where(entry => double.IsFinite(entry.Mean))
        .ToDictionary(entry => entry.Key, entry => entry.Mean, StringComparer.Ordinal);

    private static IEnumerable<string> ScoreFiles(string folder) => Path.Combine(folder, "scores") is var scores && Directory.Exists(scores)
        ? Directory.EnumerateFiles(scores, "*.csv").Select(path => Path.GetFileName(path))
        : [];

    // The difference is the second less the first; null without a prompt in common.
    private sealed record Measure(string Name, double? First, double? Second, ConfidenceInterval? Difference, double? PValue);
}
