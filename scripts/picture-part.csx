// How much of a reward is about the picture alone, and is that part of any use? For recipes that #load it.

using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

// Splits the score of each picture in two: its mean over the other prompts (what the reward feels whatever is asked) and the rest.
// TextNorm cancels the first part. Where that part tells true pictures from false ones, cancelling it costs something.
void TablePicturePart(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward truth)
{
    string[] prompts = [.. pools.Select(pool => pool.Prompt)];
    var rows = new List<object[]>();
    foreach (var reward in rewards)
    {
        var (shares, blind, rest) = (new List<double>(), new List<double>(), new List<double>());
        foreach (var (index, pool) in pools.Index())
        {
            var grid = reward.Score(pool.Images, prompts);
            var own = Enumerable.Range(0, pool.Count).Select(i => (double)grid[i, index]).ToArray();
            var alone = Enumerable.Range(0, pool.Count).Select(i => Enumerable.Range(0, prompts.Length).Where(j => j != index).Average(j => (double)grid[i, j])).ToArray();
            bool[] good = [.. truth.Score(pool).Select(score => score > 0.5)];
            if (RankingMetrics.Auroc(alone, good) is { } aurocAlone && RankingMetrics.Auroc([.. own.Zip(alone, (o, a) => o - a)], good) is { } aurocRest)
            {
                shares.Add(Math.Pow(Correlation(own, alone), 2));
                blind.Add(aurocAlone);
                rest.Add(aurocRest);
            }
        }

        rows.Add([reward.Name, Show(shares), Show(blind), Show(rest)]);
    }

    Lab.Table($"{name}: what a reward says whatever is asked, means over prompts with 95% bootstrap intervals",
        ["reward", "share of its variance", "AUROC of that part", "AUROC of the rest"], rows);
}

string Show(IReadOnlyList<double> values)
{
    var interval = BootstrapInterval.OfMean([.. values], Lab.Seed);
    return interval is null ? "none" : $"{interval.Mean:F3} [{interval.Lower:F2}, {interval.Upper:F2}]";
}

double Correlation(double[] x, double[] y)
{
    var (meanX, meanY) = (x.Average(), y.Average());
    var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
    return covariance / Math.Sqrt(x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
}
