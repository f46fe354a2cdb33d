using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Preferences;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Tables;
using RewardLab.Studies.Benchmarks;

namespace RewardLab.Jobs.Benchmarks;

/// <summary>Rewards against people, split by split and over all splits: metrics on labels, accuracy on preferences, and which reward leads.</summary>
internal static class BenchReport
{
    /// <summary>The tables of a benchmark's results, in the order in which they are printed.</summary>
    /// <param name="splits">The benchmark's splits.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="request">Whether images without a score are left out, what AP@k is divided by, and the seed of sign patterns.</param>
    /// <param name="isRanked">Whether rewards stand by their AUROC, not in the order of the scores.</param>
    public static IEnumerable<ResultTable> Create(IReadOnlyList<BenchmarkSplit> splits, BenchmarkScores scores, BenchRequest request, bool isRanked = false)
    {
        var options = new EvaluationOptions { Metrics = Metric.Normalised(Metric.All, request.Normalisations), Seed = request.Seed };
        var all = new EvaluationTable(options);
        foreach (var split in splits)
        {
            var evaluation = new EvaluationTable(options);
            foreach (var prompt in split.Prompts)
            {
                Add(prompt, scores, request.SkipsMissing, [evaluation, all]);
            }

            if (evaluation.Prompts.Count > 0)
            {
                yield return WithCeiling(
                    new MetricTable(evaluation, isRanked: isRanked)
                        .Means($"{split.Name}: rewards against people's labels, {(isRanked ? "best first, " : "")}means over prompts with 95% intervals"),
                    split,
                    options.Metrics);
                foreach (var table in Leads(split.Name, evaluation))
                {
                    yield return table;
                }
            }

            if (split.Choices.Count > 0)
            {
                yield return Preferences(split, scores, request.SkipsMissing);
            }
        }

        if (splits.Count(split => split.Prompts.Count > 0) > 1)
        {
            yield return new MetricTable(all).Means("all splits: rewards against people's labels, means over all prompts with 95% intervals");
            foreach (var table in Leads("all splits", all))
            {
                yield return table;
            }
        }
    }

    private static void Add(BenchmarkPrompt prompt, BenchmarkScores scores, bool skipsMissing, EvaluationTable[] tables)
    {
        var found = prompt.Images.Select(image => scores.Find(prompt.Prompt, image)).ToArray();
        var missing = Array.FindIndex(found, entry => entry is null);
        if (missing >= 0 && !skipsMissing)
        {
            throw NoScore(prompt.Prompt, prompt.Images[missing]);
        }

        int[] kept = [.. Enumerable.Range(0, found.Length).Where(image => found[image] is not null)];
        if (kept.Length > 0)
        {
            for (var reward = 0; reward < scores.Rewards.Count; reward++)
            {
                var column = kept.Select(image => found[image]![reward]).ToArray();
                foreach (var table in tables)
                {
                    table.Add(scores.Rewards[reward], prompt.Prompt, column, kept.Length == found.Length ? prompt.Labels : prompt.Labels.Subset(kept));
                }
            }
        }
    }

    // TextNorm against what it calibrates; every other reward against the first.
    private static IEnumerable<ResultTable> Leads(string name, EvaluationTable evaluation)
    {
        var pairs = evaluation.Rewards.Select(reward => (Reward: reward, Baseline: BaselineOf(reward, evaluation.Rewards)))
            .Where(pair => pair.Baseline is not null)
            .ToArray();
        if (pairs.Length > 0)
        {
            yield return new MetricTable(evaluation, [.. pairs.Select(pair => (pair.Reward, pair.Baseline!))], [Metric.Auroc, Metric.Auprc])
                .Comparisons.ToTable($"{name}: leads over baselines, paired by prompt", "reward", "metric");
        }
    }

    private static string? BaselineOf(string reward, IReadOnlyList<string> rewards) =>
        rewards.FirstOrDefault(other => reward == $"TextNorm({other})" || reward == $"textnorm-{other}") ?? (reward != rewards[0] ? rewards[0] : null);

    private static ResultTable WithCeiling(ResultTable table, BenchmarkSplit split, IReadOnlyList<Metric> metrics)
    {
        var ceilings = metrics.Select(metric => LabelTables.CeilingOf(split, metric)).ToArray();
        return ceilings.All(values => values.Length == 0)
            ? table
            : new ResultTable(
                table.Title,
                table.Columns,
                [
                    .. table.Rows,
                    [
                        "one annotator against the others",
                        .. ceilings.Zip(
                            metrics, (values, metric) => NumberCell.From(values.Length == 0 ? null : ConfidenceInterval.OfMean(values, metric.Range))),
                    ],
                ])
            {
                Footnotes =
                [
                    .. table.Footnotes,
                    "One annotator's labels, as scores, stand against fewer people than the rewards do: a mark for orientation, no bound.",
                ],
            };
    }

    private static ResultTable Preferences(BenchmarkSplit split, BenchmarkScores scores, bool skipsMissing)
    {
        var accuracies = scores.Rewards.Select(_ => new PairwiseAccuracy()).ToArray();
        foreach (var choice in split.Choices)
        {
            var (first, second) = (scores.Find(choice.Prompt, choice.First), scores.Find(choice.Prompt, choice.Second));
            if (first is null || second is null)
            {
                _ = skipsMissing ? 0 : throw NoScore(choice.Prompt, first is null ? choice.First : choice.Second);
                continue;
            }

            for (var reward = 0; reward < accuracies.Length; reward++)
            {
                accuracies[reward].Add(choice, first[reward] - second[reward]);
            }
        }

        return new ResultTable(
            $"{split.Name}: how often the reward scores the preferred image higher, means over prompts with 95% intervals",
            ["reward", "preferences", "accuracy", $"lead over {scores.Rewards[0]}"],
            scores.Rewards.Select((reward, i) => (IReadOnlyList<object?>)
            [
                reward, accuracies[i].DecidedCount, NumberCell.From(accuracies[i].Mean()),
                i == 0 ? null : NumberCell.From(accuracies[i].LeadOver(accuracies[0]), isSigned: true),
            ]))
        {
            Footnotes =
            [
                "Ties between images are left out; equal scores count half.",
                .. ConfidenceInterval.WhyMissing(accuracies.Select(accuracy => accuracy.Mean())),
            ],
        };
    }

    private static RewardLabException NoScore(string prompt, string image) =>
        new($"Prompt \"{prompt}\": image '{image}' has no score. Score it, or leave out such images with --skip-missing.");
}
