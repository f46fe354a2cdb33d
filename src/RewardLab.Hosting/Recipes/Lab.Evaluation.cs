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

/// <content>Rewards measured against the truth.</content>
public static partial class Lab
{
    /// <summary>Measures how well rewards tell true pictures from false ones, prints the table and saves every score.</summary>
    /// <remarks>AUROC, AUPRC and AP@5, 10 and 25, or the metrics that are asked for, for each prompt, then the mean over prompts. Below a TextNorm whose inner
    /// reward is among the
    /// rewards stands its lead, paired by prompt. Scores go to scores/NAME.csv.</remarks>
    /// <param name="pools">Pictures of each prompt, as <see cref="Generate"/> gives them.</param>
    /// <param name="rewards">The rewards; names must differ.</param>
    /// <param name="truth">A reward that scores above 0.5 exactly what is true to its prompt.</param>
    /// <param name="name">Tells several benchmarks of one recipe apart, such as "counting": begins the title and the names of the files of scores.</param>
    /// <param name="metrics">The columns; <see cref="Metric.Default"/> for null.</param>
    /// <exception cref="RewardLabException">There is nothing to measure, two rewards share a name, or a score is not finite.</exception>
    public static RecipeBenchmark Benchmark(IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward truth, string name = "", IReadOnlyList<Metric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(truth);
        return Measure(pools, rewards, truth, name, metrics);
    }

    /// <summary>The same against what people said of the pictures, as <see cref="OpenBenchmark"/> gives them.</summary>
    /// <inheritdoc cref="Benchmark(IReadOnlyList{ImagePool}, IReadOnlyList{RecipeReward}, RecipeReward, string, IReadOnlyList{Metric})" path="/exception"/>
    public static RecipeBenchmark Benchmark(IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, string name = "", IReadOnlyList<Metric>? metrics = null) => Measure(pools, rewards, null, name, metrics);

    private static RecipeBenchmark Measure(IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward? truth, string name, IReadOnlyList<Metric>? metrics)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(name);
        var session = RecipeSession.Current;
        PoolLabels.Require("Lab.Benchmark", pools, rewards);
        var evaluation = new EvaluationTable(new EvaluationOptions { Metrics = metrics ?? Metric.Default, Seed = session.Run.Seed });
        var labels = PoolLabels.Of("Lab.Benchmark", pools, truth);
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
                    new ScoreColumn("score", [.. pools.SelectMany(reward.Score)]) { OrderKeys = KeysOf(reward, pools) },
                    truth is null
                        ? new ScoreColumn("label", [.. labels.SelectMany(label => label.Mean.ToArray())])
                        : new ScoreColumn("truth", [.. pools.SelectMany(truth.Score)]),
                ]));
            EmitSummaries(session.Run, name, evaluation, reward);
        }

        return new RecipeBenchmark(evaluation, Table(BenchmarkTable.Of(name, evaluation, rewards, truth?.Name ?? "people's labels", pools)));
    }

    /// <summary>How true the picture is that each reward picks out of n, for several n: prints the unbiased estimate from whole pools.</summary>
    /// <remarks>The expectation over every choice of n from a pool (Nakano et al., WebGPT, appendix I), then the mean over prompts with its 95%
    /// interval. The last row is what a perfect judge would pick.</remarks>
    /// <param name="pools">Pictures of each prompt.</param>
    /// <param name="rewards">The rewards that pick; names must differ.</param>
    /// <param name="truth">The reward that is reported, such as 1 for true and 0 for false.</param>
    /// <param name="counts">The values of n, each at most the pictures of the smallest pool.</param>
    /// <param name="name">Begins the title, such as "counting".</param>
    /// <exception cref="RewardLabException">A pool is smaller than an n, there is nothing to measure, or two rewards share a name.</exception>
    public static ResultTable BestOfN(
        IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward truth, IReadOnlyList<int> counts, string name = "")
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(rewards);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentNullException.ThrowIfNull(name);
        var session = RecipeSession.Current;
        PoolLabels.Require("Lab.BestOfN", pools, rewards);
        RequireCounts("Lab.BestOfN", pools, counts);
        // Where the truth says yes or no, the picked image's is a share.
        var range = pools.All(pool => truth.Score(pool).All(score => score is 0 or 1)) ? ValueRange.Share : ValueRange.Unbounded;
        var rows = new List<object?[]>();
        var shown = new List<ConfidenceInterval>();
        foreach (var (picker, proxy) in rewards.Select(reward => (reward.Name, reward)).Append(("a perfect judge", truth)))
        {
            var intervals = counts.Select(n => ConfidenceInterval.OfMean(
                [.. pools.Select(pool => BestOfNCurve.Expected(proxy.ScoreImages(pool).OrderKeys, truth.Score(pool), n))], range)).ToArray();
            shown.AddRange(intervals);
            rows.Add([picker, .. intervals.Select(BenchmarkTable.Show)]);
            for (var i = 0; i < counts.Count; i++)
            {
                session.Run.Emit("bestofn.point", Summary(name, picker, intervals[i], ("n", counts[i]), ("kl", BestOfNCurve.Kl(counts[i]))));
            }
        }

        return Table(new ResultTable(Prefixed(name, $"best of n: {truth.Name} of the picked picture, mean over {pools.Count} prompts with 95% intervals"),
            ["picked by", .. counts.Select(n => $"n = {n}")], rows)
        {
            Footnotes =
            [
                .. TextNormNotes.Of(rewards) is { Length: > 0 } settings ? [settings] : Array.Empty<string>(),
                .. rewards.Select(reward => WithoutChoice(reward, pools)).OfType<string>(),
                .. ConfidenceInterval.WhyMissing(shown),
            ],
        });
    }

    // Where all scores are equal the order of the images picks, which looks like a choice and is none.
    private static string? WithoutChoice(RecipeReward reward, IReadOnlyList<ImagePool> pools)
    {
        var flat = pools.Where(pool => reward.ScoreImages(pool).OrderKeys is var keys && Array.TrueForAll(keys, key => key.Equals(keys[0]))).ToArray();
        return flat.Length == 0 ? null : $"{reward.Name} gives all pictures of {flat.Length} of {pools.Count} prompts the same score, such as \"{flat[0].Prompt}\": what it picks of these is no choice.";
    }

    /// <summary>Saves a contact sheet and shows it in the report: a row for each prompt, and for each n the picture that the reward picks out of the pool's first n.</summary>
    /// <param name="name">The file's name, without extension.</param>
    /// <param name="pools">Pictures of each prompt.</param>
    /// <param name="reward">The reward that picks.</param>
    /// <param name="truth">Marks picks that it scores above 0.5 as true, others as false.</param>
    /// <param name="counts">The values of n, each at most the pictures of the smallest pool.</param>
    /// <param name="maxRows">Only the first prompts are shown, at most this many.</param>
    /// <exception cref="RewardLabException">A pool is smaller than an n, or there is no pool.</exception>
    public static void ContactSheet(
        string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, RecipeReward truth, IReadOnlyList<int> counts, int maxRows = 16)
    {
        ArgumentNullException.ThrowIfNull(pools);
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxRows, 1);
        var session = RecipeSession.Current;
        PoolLabels.Require("Lab.ContactSheet", pools, [reward]);
        RequireCounts("Lab.ContactSheet", pools, counts);
        var shown = pools.Take(maxRows).ToArray();
        var labels = PoolLabels.Of(shown, truth);
        SheetFigure(session, "Lab.ContactSheet", name, $"The picture that {reward.Name} picks out of each prompt's first n, for n = {string.Join(", ", counts)}.{Settings([reward])}", new ContactSheet(
            $"Picked by {reward.Name}",
            [.. counts.Select(n => $"best of {n}")],
            [.. shown.Select((pool, i) => new ContactSheetRow(pool.Prompt, [.. counts.Select(n => Tile(pool, i, n))]))]));

        ContactSheetTile Tile(ImagePool pool, int index, int n)
        {
            var keys = reward.ScoreImages(pool).OrderKeys;
            var pick = Enumerable.Range(0, n).MaxBy(i => keys[i]);
            return new ContactSheetTile(pool.Images, pick, labels[index].Good[pick]);
        }
    }

    private static void RequireCounts(string call, IReadOnlyList<ImagePool> pools, IReadOnlyList<int> counts)
    {
        var smallest = pools.MinBy(pool => pool.Count)!;
        if (counts.Count == 0 || counts.Any(n => n < 1 || n > smallest.Count))
        {
            throw new RewardLabException(
                $"{call}: n must be 1 to {smallest.Count}, the pictures of prompt \"{smallest.Prompt}\", not {string.Join(", ", counts)}.");
        }
    }

    private static void EmitSummaries(IRun run, string name, EvaluationTable evaluation, RecipeReward reward)
    {
        foreach (var metric in evaluation.Metrics)
        {
            run.Emit("benchmark.metric", Summary(name, reward.Name, evaluation.Summarise(reward.Name, metric).Interval, ("metric", metric.Key)));
        }
    }

    private static Dictionary<string, object?> Summary(string name, string reward, ConfidenceInterval? interval, params ReadOnlySpan<(string Key, object? Value)> more)
    {
        var data = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = name,
            ["reward"] = reward,
            ["mean"] = interval?.Mean,
            ["lower"] = interval?.Lower,
            ["upper"] = interval?.Upper,
        };
        foreach (var (key, value) in more)
        {
            data[key] = value;
        }

        return data;
    }

    // For the end of a caption.
    private static string Settings(IEnumerable<RecipeReward> rewards) => TextNormNotes.Of(rewards) is { Length: > 0 } settings ? $" {settings}" : "";

    private static string Prefixed(string name, string text) => name.Length == 0 ? text : $"{name}: {text}";

    // What a table of scores needs to rank by again; null where the scores are enough.
    private static double[]? KeysOf(RecipeReward reward, IReadOnlyList<ImagePool> pools)
    {
        ImageScores[] scores = [.. pools.Select(reward.ScoreImages)];
        return Array.Exists(scores, pool => pool.HasOrderKeys) ? [.. scores.SelectMany(pool => pool.OrderKeys)] : null;
    }
}
