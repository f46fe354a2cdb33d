// What a reward is made of, and whether TextNorm has something to work with. For recipes that #load it.

using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Runs.Tables;

// A part of a score does not depend on the prompt: the image's mean score over the other prompts. TextNorm cancels that part.
// - Where that part separates correct from incorrect images, cancelling it costs accuracy.
// - What is left helps only where the reward distinguishes prompts: where a correct image scores higher against its own prompt than against contrastive ones.
void RewardAnatomy(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward groundTruth)
{
    string[] prompts = [.. pools.Select(pool => pool.Prompt)];
    var generator = Lab.PromptGenerator("rules");
    var rows = new List<object[]>();
    var intervals = new List<ConfidenceInterval>();
    foreach (var reward in rewards)
    {
        var (shares, alone, known, chance) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        foreach (var (index, pool) in pools.Index())
        {
            bool[] good = [.. groundTruth.Score(pool).Select(score => score > 0.5)];
            var contrastivePrompts = generator.Generate(pool.Prompt).ContrastivePrompts;
            var grid = reward.Score(pool.Images, [.. prompts, .. contrastivePrompts]);
            double Other(int image) => Enumerable.Range(0, prompts.Length).Where(j => j != index).Average(j => (double)grid[image, j]);
            var scores = Enumerable.Range(0, pool.Count).Select(i => (double)grid[i, index]).ToArray();
            var other = Enumerable.Range(0, pool.Count).Select(Other).ToArray();
            shares.Add(SquaredCorrelation(scores, other));
            if (RankingMetrics.Auroc(other, good) is { } auroc)
            {
                alone.Add(auroc);
            }

            if (good.Contains(true))
            {
                var wins = Enumerable.Range(0, pool.Count)
                    .Where(i => good[i])
                    .Select(i => contrastivePrompts.Index().All(c => scores[i] > grid[i, prompts.Length + c.Index]) ? 1.0 : 0);
                known.Add(wins.Average());
                chance.Add(1.0 / (1 + contrastivePrompts.Count));
            }
        }

        ConfidenceInterval[] own =
        [
            .. new[] { shares, alone, known }.Select(values => values.Count == 0 ? null : ConfidenceInterval.OfMean([.. values], ValueRange.Share)),
        ];
        intervals.AddRange(own);
        rows.Add([reward.Name, .. own.Select(interval => NumberCell.From(interval)), chance.Count == 0 ? "-" : $"{chance.Average():F3}"]);
    }

    Lab.Table(new ResultTable($"{name}: what a reward is made of, means over prompts with 95% intervals",
        ["reward", "variance of the image alone", "AUROC of that part", "correct images whose prompt wins", "by chance"], rows)
        {
            Footnotes = [.. ConfidenceInterval.WhyMissing(intervals)],
        });
}


double SquaredCorrelation(double[] x, double[] y)
{
    var (meanX, meanY) = (x.Average(), y.Average());
    var covariance = x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum();
    return covariance * covariance / (x.Sum(a => (a - meanX) * (a - meanX)) * y.Sum(b => (b - meanY) * (b - meanY)));
}
