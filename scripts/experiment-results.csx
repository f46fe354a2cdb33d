// What an experiment's run ends with, by what it did: for recipes that #load it after fine-tuning-history.csx.

using System.Text.Json;
using RewardLab.Runs.Events;
using RewardLab.Runs.Store;

// How far a reward agrees with each held-out reward: of one prompt's images, and on the mean over prompts.
void CompareWithJudges(RecipeExperiment experiment)
{
    var pools = Lab.Generate(experiment.Model, experiment.Prompts, experiment.Definition.ImagesPerPrompt);
    RecipeReward[] rewards = [experiment.Reward, .. experiment.HeldOutRewards];
    long done = 0;
    foreach (var (reward, pool) in rewards.SelectMany(reward => pools.Select(pool => (reward, pool))))
    {
        reward.Score(pool);
        Lab.Progress("score", ++done, (long)rewards.Length * pools.Count);
    }

    double[] Scores(RecipeReward reward, ImagePool pool) => Array.ConvertAll(reward.Score(pool), score => (double)score);
    Lab.Table("Mean score of each prompt's images", ["prompt", .. rewards.Select(reward => reward.Name)],
        [.. pools.Select(pool => new object[] { pool.Prompt }.Concat(rewards.Select(reward => (object)Scores(reward, pool).Average())).ToArray())]);
    var agreement = experiment.HeldOutRewards.Select(heldOutReward =>
    {
        // Where a held-out reward gives all images of a prompt one score there is no order to compare with.
        double[] correlations =
        [
            .. pools.Select(pool => RankCorrelation.Spearman(Scores(experiment.Reward, pool), Scores(heldOutReward, pool))).OfType<double>(),
        ];
        return (HeldOut: heldOutReward.Name, Interval: correlations.Length > 0 ? ConfidenceInterval.OfMean(correlations, ValueRange.Signed) : null);
    }).ToArray();
    Lab.Table(new ResultTable(
        $"Rank correlation (Spearman) of {experiment.Reward.Name}{(experiment.Reward.TextNormSettings is { Length: > 0 } settings ? $" ({settings})" : "")} "
        + $"with each held-out reward over a prompt's {experiment.Definition.ImagesPerPrompt} images: mean over prompts with 95% interval",
        ["held-out reward", "Spearman", "prompts"],
        agreement.Select(row => (IReadOnlyList<object>)
            [row.HeldOut, row.Interval is null ? "no prompt with an order" : row.Interval, row.Interval?.Count ?? 0]))
    {
        Footnotes = [.. ConfidenceInterval.WhyMissing(agreement.Select(row => row.Interval))],
    });

    // A held-out reward that says yes or no knows good from bad.
    if (experiment.HeldOutRewards.FirstOrDefault(
        heldOutReward => pools.All(pool => heldOutReward.Score(pool).All(score => score is 0 or 1))) is { } groundTruth)
    {
        Lab.Evaluate.Benchmark(pools, [.. rewards.Where(reward => reward != groundTruth)], groundTruth);
    }
}

// The curve of best-of-n, of the event that ends it.
void BestOfNResults()
{
    if (RunEvents.Read(Lab.Run.Folder).LastOrDefault(item => item.Kind == EventKinds.BestOfNCurve) is not { } last)
    {
        return;
    }

    var data = last.Data;
    JsonElement[] points = [.. data.GetProperty("curve").EnumerateArray()];
    string[] heldOut = [.. points[0].GetProperty("heldOut").EnumerateObject().Select(heldOutReward => heldOutReward.Name)];
    var reward = data.GetProperty("reward").GetString();
    double Proxy(JsonElement point) => point.GetProperty("proxy").GetDouble();
    double HeldOut(JsonElement point, string heldOutReward) => point.GetProperty("heldOut").GetProperty(heldOutReward).GetDouble();
    Lab.Table(
        $"Best of n by {reward}, unbiased from whole pools, mean over {data.GetProperty("prompts").GetInt32()} prompts",
        ["n", "KL (nats)", reward, .. heldOut],
        [.. points.Select(point => new object[] { point.GetProperty("n").GetInt32(), point.GetProperty("kl").GetDouble(), Proxy(point) }
            .Concat(heldOut.Select(heldOutReward => (object)HeldOut(point, heldOutReward))).ToArray())]);
    double[] distances = [.. points.Select(point => Math.Sqrt(point.GetProperty("kl").GetDouble()))];

    // Scores of different rewards have no unit in common, so each reward has an axis of its own.
    Curve("best-of-n", reward, $"Best of n by {reward}: its own score", Proxy);
    foreach (var heldOutReward in heldOut)
    {
        Curve($"best-of-n-{heldOutReward}", heldOutReward, $"Best of n by {reward}: {heldOutReward}, held out", point => HeldOut(point, heldOutReward));
    }

    void Curve(string name, string line, string title, Func<JsonElement, double> score) =>
        Lab.Charts.Add(name, new LineChart(title, [new LineSeries(line, distances, [.. points.Select(score)])])
        {
            XLabel = "root of the KL divergence from the model (nats)",
            YLabel = "mean score",
        });
}

// The history of each fine-tuning of the run.
void FineTuningResults()
{
    foreach (var folder in RunHistories.Folders(Lab.Run.Folder))
    {
        string[] heldOut = [.. RunHistories.Read(folder).Evaluations[0].HeldOut.Keys];
        HistoryTable(folder, $"Fine-tuning in {Path.GetRelativePath(Lab.Run.Folder, folder)}", heldOut);
        HistoryCharts(folder, $"Fine-tuning in {Path.GetRelativePath(Lab.Run.Folder, folder)}", heldOut);
    }
}
