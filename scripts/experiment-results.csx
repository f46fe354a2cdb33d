// What an experiment without an optimizer ends with. For recipes that #load it.

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
