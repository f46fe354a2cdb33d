using RewardLab.Abstractions;
using RewardLab.Evaluation.BestOfN;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Evaluation.Tables;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Sheets;
using RewardLab.Runs.Store;
using RewardLab.Runs.Tables;

namespace RewardLab.Hosting.Recipes;

/// <content>Rewards measured.</content>
public static partial class Lab
{
    /// <summary>Rewards measured against the ground truth or annotators' labels.</summary>
    public static partial class Evaluate
    {
        private const int TerminalColumns = 100;

        /// <summary>Measures how well rewards tell correct images from incorrect ones, prints the table and saves every score.</summary>
        /// <remarks>AUROC, AUPRC and AP@5, 10 and 25, or the metrics that are asked for, for each prompt, then the mean over prompts. A TextNorm whose inner
        /// reward is among the rewards has that one as its baseline: its lead is paired by prompt. Scores go to scores/NAME.csv.</remarks>
        /// <param name="pools">Images of each prompt, as <see cref="Generate"/> gives them.</param>
        /// <param name="rewards">The rewards; names must differ.</param>
        /// <param name="groundTruth">A reward that scores above 0.5 exactly what is correct;
        /// null for the annotators' labels that <see cref="Load"/>.Benchmark gives.</param>
        /// <param name="name">Tells several benchmarks of one recipe apart, such as "counting": begins the title and the names of the files of scores.</param>
        /// <param name="metrics">The columns; <see cref="Metric.Default"/> for null.</param>
        /// <exception cref="RewardLabException">There is nothing to measure, two rewards share a name, or a score is not finite.</exception>
        public static RecipeBenchmark Benchmark(
            IReadOnlyList<ImagePool> pools,
            IReadOnlyList<RecipeReward> rewards,
            RecipeReward? groundTruth = null,
            string name = "",
            IReadOnlyList<Metric>? metrics = null)
        {
            ArgumentNullException.ThrowIfNull(pools);
            ArgumentNullException.ThrowIfNull(rewards);
            ArgumentNullException.ThrowIfNull(name);
            var session = RecipeSession.Current;
            PoolLabels.Require("Lab.Evaluate.Benchmark", pools, rewards);
            var evaluation = new EvaluationTable(new EvaluationOptions { Metrics = metrics ?? Metric.Default, Seed = session.Run.Seed });
            var labels = PoolLabels.Create("Lab.Evaluate.Benchmark", pools, groundTruth);
            long done = 0;
            foreach (var reward in rewards)
            {
                for (var i = 0; i < pools.Count; i++)
                {
                    evaluation.Add(reward.Name, pools[i].Prompt, reward.ScoreImages(pools[i]).OrderKeys, labels[i]);
                    Progress(Prefixed(name, "score"), ++done, (long)rewards.Count * pools.Count);
                }

                session.Run.SaveScores(new ScoreTable(
                    Prefixed(name, reward.Name),
                    [.. pools.SelectMany(pool => pool.Files)],
                    [.. pools.SelectMany(pool => Enumerable.Repeat(pool.Prompt, pool.Count))],
                    [
                        ScoreColumn.Reward(Prefixed(name, reward.Name), [.. pools.SelectMany(reward.Score)]) with { OrderKeys = KeysOf(reward, pools) },
                        groundTruth is null
                            ? ScoreColumn.Label([.. labels.SelectMany(label => label.Mean.ToArray())])
                            : ScoreColumn.GroundTruth([.. pools.SelectMany(groundTruth.Score)]),
                    ]));
                EmitSummaries(session.Run, name, evaluation, reward);
            }

            var layout = BenchmarkTable.Create(evaluation, rewards);
            var (title, notes) = (BenchmarkTable.Title(name, groundTruth?.Name ?? "people's labels"), BenchmarkTable.Notes(rewards, pools));
            var table = layout.Full(title, notes);
            session.Print(layout.Short(title, notes), table);
            return new RecipeBenchmark(evaluation, table) { Comparisons = layout.Comparisons, GroundTruth = groundTruth?.Name ?? "people's labels" };
        }

        /// <summary>The ground truth of the image that each reward selects out of n, for several n: prints the unbiased estimate from whole pools.</summary>
        /// <remarks>The expectation over every choice of n from a pool (Nakano et al., WebGPT, appendix I), then the mean over prompts with its 95%
        /// interval. The last row is what the ground truth itself would select.</remarks>
        /// <param name="pools">Images of each prompt.</param>
        /// <param name="rewards">The rewards that select; names must differ.</param>
        /// <param name="groundTruth">The reward that is reported, such as 1 for a correct image and 0 for an incorrect one.</param>
        /// <param name="counts">The values of n, each at most the images of the smallest pool.</param>
        /// <param name="name">Begins the title, such as "counting".</param>
        /// <exception cref="RewardLabException">A pool is smaller than an n, there is nothing to measure, or two rewards share a name.</exception>
        public static ResultTable BestOfN(
            IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward groundTruth, IReadOnlyList<int> counts, string name = "")
        {
            ArgumentNullException.ThrowIfNull(pools);
            ArgumentNullException.ThrowIfNull(rewards);
            ArgumentNullException.ThrowIfNull(groundTruth);
            ArgumentNullException.ThrowIfNull(counts);
            ArgumentNullException.ThrowIfNull(name);
            var session = RecipeSession.Current;
            PoolLabels.Require("Lab.Evaluate.BestOfN", pools, rewards);
            RequireCounts("Lab.Evaluate.BestOfN", pools, counts);
            // Where the ground truth says yes or no, the selected image's is a share.
            var range = pools.All(pool => groundTruth.Score(pool).All(score => score is 0 or 1)) ? ValueRange.Share : ValueRange.Unbounded;
            var (rows, shortRows) = (new List<object?[]>(), new List<object?[]>());
            var shown = new List<ConfidenceInterval>();
            foreach (var (selector, proxy) in rewards.Select(reward => (reward.Name, reward)).Append(("a perfect reward", groundTruth)))
            {
                var intervals = counts.Select(n => ConfidenceInterval.OfMean(
                    [.. pools.Select(pool => BestOfNCurve.Expected(proxy.ScoreImages(pool).OrderKeys, groundTruth.Score(pool), n))], range)).ToArray();
                shown.AddRange(intervals);
                rows.Add([selector, .. intervals.Select(interval => NumberCell.From(interval))]);
                shortRows.Add([selector, .. intervals[..^1].Select(interval => (object?)interval.Mean), NumberCell.From(intervals[^1])]);
                for (var i = 0; i < counts.Count; i++)
                {
                    session.Run.Emit(new EventRecord(EventKinds.BestOfNPoint)
                    {
                        Series = Joined(name, selector),
                        Position = new EventPosition("n", counts[i]),
                        Metrics = [.. Metrics("mean", intervals[i]), new RunMetric("kl", BestOfNCurve.Kl(counts[i])) { Unit = "nats" }],
                    });
                }
            }

            // A terminal has room for the interval of the largest n alone.
            string[] notes =
            [
                .. TextNormNotes.Create(rewards) is { Length: > 0 } settings ? [settings] : Array.Empty<string>(),
                .. rewards.Select(reward => WithoutChoice(reward, pools)).OfType<string>(),
            ];
            string[] columns = ["selected by", .. counts.Select(n => $"n = {n}")];
            var title = Prefixed(name, $"best of n: {groundTruth.Name} of the selected image, mean over {pools.Count} prompts with 95% intervals");
            var table = new ResultTable(title, columns, rows) { Footnotes = [.. notes, .. ConfidenceInterval.WhyMissing(shown)] };
            session.Print(new ResultTable(title, columns, shortRows) { Footnotes = notes }, table);
            return table;
        }

        /// <summary>Ends a recipe in words, on the terminal and in the report: what was measured, which leads over a baseline are significant and which are
        /// not, and what to open or run next.</summary>
        /// <param name="found">What <see cref="Benchmark"/> found.</param>
        /// <param name="next">What comes next, a line each: a file of the run, or a command.</param>
        public static void Conclude(RecipeBenchmark found, params IReadOnlyList<string> next)
        {
            ArgumentNullException.ThrowIfNull(found);
            ArgumentNullException.ThrowIfNull(next);
            var sentences = EvaluationSummary.Sentences(
                found.Evaluation, found.Comparisons, found.GroundTruth == "truth" ? "the ground truth" : found.GroundTruth);
            RecipeSession.Current.Print(
                string.Join('\n', sentences.SelectMany(sentence => WordWrap.Lines(sentence, static line => line.Length <= TerminalColumns)).Concat(next))
                + "\n");
            Note(string.Join("\n\n", sentences.Concat(next)));
        }
    }
}
