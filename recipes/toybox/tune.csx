// Chooses TextNorm's temperatures and the ensemble's lambda for Toybox, on pictures that no report uses.
// Needs: about fifteen minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/toybox/tune.csx --seed 1
// The criterion is the paper's: the mean of AP@5, AP@10 and AP@25. Of temperatures that are as good, the largest is taken: a small one drives the
// best pictures' scores to 1 together, and best-of-n then picks among them by chance.

#load "../../scripts/toybox-prompts.csx"

using RewardLab.Evaluation.Metrics;

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 30, "pictures a prompt", min: 25, max: 1024);
var asGood = Lab.Param("asGood", 0.001, "candidates whose criterion is this near the best are as good; the first of them is taken", min: 0.000001, max: 1);

if (Lab.Seed == 0)
{
    throw new RewardLabException("tune.csx: seed 0 is what the benchmark reports; tune on another, such as --seed 1.");
}

var truth = Lab.Reward("toybox-truth").Named("truth");
string[] prompts = [.. CountingPrompts(), .. CompositionPrompts()];
var pools = Lab.Generate(Lab.Images("toybox"), prompts, imagesPerPrompt);
var best = new List<RecipeReward>();
foreach (var id in new[] { "clip", "blip2", "imagereward", "pickscore" })
{
    var reward = Lab.Reward("toybox-" + id).Named(id);
    best.Add(Best([.. new[] { 10, 3, 1, 0.3, 0.1, 0.03, 0.01 }.Select(tau => Lab.TextNorm(reward, "rules", tau).Named($"TextNorm({id}, tau {tau})"))]));
}

// The paper's ensemble is of the two that learned from people.
RecipeReward[] pair = [best[2], best[3]];
Best([Lab.Mean(pair).Named("mean"), .. new[] { 0.05, 0.1, 0.5, 1.0 }.Select(lambda => Lab.Uncertainty(lambda, pair).Named($"mean - {lambda} variance"))]);

RecipeReward Best(RecipeReward[] candidates)
{
    var evaluation = Lab.Benchmark(pools, candidates, truth).Evaluation;
    double Criterion(RecipeReward reward) =>
        new[] { 5, 10, 25 }.Average(k => evaluation.Summarise(reward.Name, Metric.AveragePrecisionAt(k)).Interval!.Mean);
    var highest = candidates.Max(Criterion);
    var winner = candidates.First(candidate => Criterion(candidate) > highest - asGood);
    Lab.Log($"Best: {winner.Name}, {Criterion(winner):F3}");
    return winner;
}
