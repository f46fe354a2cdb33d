// One report on a benchmark: which reward can be trusted, how much TextNorm adds by each way of choosing its settings, and where rewards and people disagree.
// Needs: a benchmark, such as the one that 07-toybox-benchmark.csx makes, and about two minutes on two cores for that one. Run:
//   dotnet run -c Release --project src/RewardLab -- run recipes/08-benchmark-report.csx --set benchmark=runs/RUN/benchmark
// Any benchmark that 'rewardlab bench run' takes will do, TIA2 too:  ...
// --set benchmark=tia2 --set images=IMAGES --set rewards=clip,blip2,imagereward,pickscore

#load "../scripts/prompt-places.csx"

using RewardLab.Evaluation.Metrics;

var benchmark = Lab.Param("benchmark", "", "folder or file of a benchmark");
var images = Lab.Param("images", "", "folder of its images; empty for beside the labels");
var imageReading = Lab.Param(
    "imageReading", "shown", "how its images are read: as people see them, or as the rewards' Python originals read them", ["shown", "reference"]);
var ids = Lab.Param("rewards", "toybox-clip,toybox-blip2,toybox-imagereward,toybox-pickscore", "ids of rewards; the last two are combined too");
var generator = Lab.Param("generator", "", "id of the generator of contrastive prompts; empty for those that the benchmark brings");

if (benchmark.Length == 0)
{
    throw new RewardLabException("08-benchmark-report.csx: name a benchmark, --set benchmark=FOLDER; recipes/07-toybox-benchmark.csx makes one.");
}

var sets = Lab.Load.Benchmark(benchmark, images.Length > 0 ? images : null, Enum.Parse<ImageReading>(imageReading, ignoreCase: true));
ImagePool[] pools = [.. sets.SelectMany(set => set.Pools)];
var labels = Lab.Evaluate.Labels(pools);
var rewards = ids.Split(',').Select(id => Lab.Reward(id).Named(id.Replace("toybox-", ""))).ToArray();
RecipeReward[] pair = [.. rewards.TakeLast(2)];
var prompts = generator.Length > 0 ? Lab.PromptGenerator(generator) : Lab.PromptGenerator("file", new { path = benchmark });

Lab.Section("Labels");
Lab.Evaluate.LabelStatistics(benchmark);

Lab.Section("Settings of TextNorm, by each way of choosing them");
Lab.Note(
    "Cross-validation is what to expect of a new prompt. The oracle chooses for each prompt by the labels that score it, "
    + "as the paper's released results do: an upper bound.");
CalibrateOptions searched = new() { Searches = true };
var calibrated = rewards.Select(
    reward => Lab.Evaluate.Calibrate(reward.Name, sets, [reward], prompts, options: searched).Reward.Named($"TextNorm({reward.Name})")).ToArray();
RecipeReward ensemble = rewards.Length == 1
    ? calibrated[0]
    : Lab.Evaluate.Calibrate("ensemble", sets, pair, prompts, options: searched).Reward.Named("TextNorm ensemble");
if (rewards.Length > 1)
{
    ComponentReference[] kinds = [new("mean"), new("worst"), new("median"), new("log-mean"), .. Lab.Evaluate.WeightGrid(2)];
    Lab.Evaluate.Calibrate("ensemble of any kind or weights", sets, pair, prompts, options: searched with { Ensembles = kinds });
    Lab.Evaluate.Calibrate("ensemble of logit differences", sets, pair, prompts, options: new() { Variant = TextNormVariant.LogitDifference });
}

Lab.Section("Rewards against people");
Lab.Note(
    "Calibrated rewards have the one setting that is best over all prompts of the benchmark: read their lead together with the cross-validated rows above.");
RecipeReward[] all = [.. rewards.Zip(calibrated).SelectMany(both => new[] { both.First, both.Second }), .. rewards.Length > 1 ? new[] { ensemble } : []];
var results = sets.Select(set => (set.Name, Found: Lab.Evaluate.Benchmark(set.Pools, all, name: set.Name))).ToArray();
if (sets.Count > 1)
{
    Lab.Evaluate.Benchmark(pools, all, name: "all splits");
}

Lab.Section("Prompt by prompt");
foreach (var (name, found) in results)
{
    // Sets that take more language than counts and pairs have no such map.
    bool Has(Func<string, (string, string)?> place) =>
        found.Evaluation.Prompts.Count(prompt => place(prompt) is not null) > 0.8 * found.Evaluation.Prompts.Count;
    var (isCount, isPair) = (Has(ByCount), Has(ByPair));
    foreach (var reward in new[] { rewards[^1], ensemble }.Where(_ => isCount || isPair))
    {
        Lab.Charts.AurocHeatMap($"{name}-{reward.Name}", found, reward.Name, isCount ? ByCount : ByPair, new()
        {
            Title = $"{name}, {reward.Name}: AUROC of each prompt",
            XLabel = isCount ? "count" : "second object",
            YLabel = isCount ? "object" : "first object",
        });
    }
}

Lab.Section("Where rewards and people part");
Lab.Charts.Curves("raw", pools, rewards, labels);
Lab.Charts.Curves("calibrated", pools, [.. calibrated, .. rewards.Length > 1 ? new[] { ensemble } : []], labels);
if (rewards.Length > 1)
{
    Lab.Charts.RewardScatter("agreement", pools, pair[0], pair[1], labels);
}

Lab.Charts.RewardHistograms("spread", pools, [rewards[^1], ensemble], labels);
Lab.Charts.Disagreements("disagreements-raw", pools, rewards[^1], labels, 12);
Lab.Charts.Disagreements("disagreements-calibrated", pools, ensemble, labels, 12);
