// What contrast is worth: no calibration, prompts at random, prompts by rule; one reward or both that learned from people; few contrasts or many.
// Needs: about six minutes on two cores, most of it for drawing. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/05-ablation.csx
// Pictures that 02-benchmark or 04-calibration drew serve too:  ... run recipes/05-ablation.csx --set pictures=runs/RUN/images
// Every number is cross-validated over prompts: the temperature that scores a prompt was chosen on others.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/toybox-pictures.csx"

using RewardLab.Rewards.Calibration;
using RewardLab.Evaluation.Labels;

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "pictures a prompt", min: 25, max: 1024);
var pictures = Lab.Param("pictures", "", "folder of pictures that a run of 02-benchmark or 04-calibration drew; empty to draw");

string[] all = [.. CountingPrompts(), .. CompositionPrompts()];
var pools = Pictures(all, imagesPerPrompt, pictures);
var truth = Lab.Reward("toybox-truth");
var labels = pools.Select(pool => LabelSet.FromTruth(truth.Score(pool).Select(score => score > 0.5))).ToArray();
var rewards = new[] { "clip", "blip2", "imagereward", "pickscore" }.Select(id => Lab.Reward("toybox-" + id).Named(id)).ToArray();
double[] taus = [.. Enumerable.Range(-8, 13).Select(step => Math.Pow(10, step / 4.0))];
var mean = Kind("mean", new ComponentReference("mean"));
var uncertainty = Kind("mean - 0.5 variance", new ComponentReference("uncertainty", new Dictionary<string, object?> { ["lambda"] = 0.5 }));

var sources = new (string Name, RecipePrompts Prompts)[]
{
    ("at random", Lab.Prompts("random", new { prompts = all, like = "rules", seed = (int)(Lab.Seed % 1000) })),
    ("by rule", Lab.Prompts("rules")),
};
var grids = sources.ToDictionary(source => source.Name, source => rewards.Select(reward => pools.Select(pool => reward.Score(pool.Images, [pool.Prompt, .. source.Prompts.Generate(pool.Prompt).Contrasts])).ToArray()).ToArray());

var rows = new List<object?[]>();
foreach (var (index, reward) in rewards.Index())
{
    rows.Add(["none", reward.Name, .. Raw(index)]);
    foreach (var (name, _) in sources)
    {
        rows.Add([name, reward.Name, .. CrossValidated([grids[name][index]], null)]);
    }
}

foreach (var (name, _) in sources)
{
    rows.Add([name, "imagereward and pickscore, mean", .. CrossValidated([grids[name][2], grids[name][3]], mean)]);
    rows.Add([name, "imagereward and pickscore, mean - 0.5 variance", .. CrossValidated([grids[name][2], grids[name][3]], uncertainty)]);
}

Lab.Table("What contrast is worth, means over prompts with 95% bootstrap intervals, 5-fold cross-validated", ["contrastive prompts", "reward", "AP@5, 10, 25, mean", "AUROC", "AUPRC"], rows);

// How many contrasts it takes: m of the rule's, drawn for each prompt.
var sizes = new List<object?[]>();
foreach (var (index, reward) in rewards.Index())
{
    foreach (var m in new[] { 1, 2, 4, 8, int.MaxValue })
    {
        sizes.Add([reward.Name, m == int.MaxValue ? "all" : m, .. CrossValidated([[.. grids["by rule"][index].Select((grid, prompt) => Some(grid, m, pools[prompt].Prompt))]], null)]);
    }
}

Lab.Table("How many contrasts it takes: m of the rule's prompts", ["reward", "m", "AP@5, 10, 25, mean", "AUROC", "AUPRC"], sizes);

// The paper's hypothesis: prompts far from the prompt in syntax and meaning add nothing to the softmax's denominator.
var shares = new List<object?[]>();
foreach (var (index, reward) in rewards.Index())
{
    foreach (var tau in new[] { 0.03, 0.3, 3.0 })
    {
        var values = pools.Select((_, prompt) => FarShare(grids["by rule"][index][prompt], grids["at random"][index][prompt], tau)).ToArray();
        shares.Add([reward.Name, tau, Shown(values)]);
    }
}

Lab.Table("Share of the denominator, the prompt's own part aside, that as many prompts at random take beside the rule's", ["reward", "tau", "share"], shares);

object?[] Raw(int reward)
{
    var scores = grids["by rule"][reward].Select(grid => Array.ConvertAll(grid.Column(0), score => (double)score)).ToArray();
    double?[] Of(Func<int, double?> metric) => [.. Enumerable.Range(0, pools.Count).Where(prompt => labels[prompt].HasBothClasses).Select(metric)];
    return
    [
        Shown([.. Of(prompt => RankingMetrics.MeanAveragePrecisionAt([5, 10, 25], scores[prompt], labels[prompt].Good)).OfType<double>()]),
        Shown([.. Of(prompt => Metric.Auroc.Compute(scores[prompt], labels[prompt])).OfType<double>()]),
        Shown([.. Of(prompt => Metric.Auprc.Compute(scores[prompt], labels[prompt])).OfType<double>()]),
    ];
}

object?[] CrossValidated(IReadOnlyList<ScoreGrid[]> members, CalibrationEnsemble? kind)
{
    var prompts = pools.Select((pool, i) => new CalibrationPrompt(pool.Prompt, "all", labels[i], [.. members.Select(member => member[i])])).ToArray();
    var table = CalibrationTable.Compute(prompts, CalibrationTable.Space(taus, members.Count, kind is null ? [] : [kind]), new CalibrationOptions { Seed = Lab.Seed }, Lab.Cancellation);
    var result = new CalibrationProtocols(table).CrossValidated();
    return [result.Criterion.ToText(), result.Metrics[Metric.Auroc]!.ToText(), result.Metrics[Metric.Auprc]!.ToText()];
}

ScoreGrid Some(ScoreGrid grid, int m, string prompt)
{
    var order = SeedStream.Of(Lab.Seed, "some-contrasts").Child(prompt);
    int[] columns = [0, .. Enumerable.Range(1, grid.PromptCount - 1).OrderBy(column => order[column]).Take(m)];
    return new ScoreGrid([.. Enumerable.Range(0, grid.ImageCount).SelectMany(image => columns.Select(column => grid[image, column]))], grid.ImageCount, columns.Length);
}

double FarShare(ScoreGrid near, ScoreGrid far, double tau) => Enumerable.Range(0, near.ImageCount).Average(image =>
{
    double Sum(ScoreGrid grid) => Enumerable.Range(1, grid.PromptCount - 1).Sum(column => Math.Exp(Math.Min(700, (grid[image, column] - near[image, 0]) / tau)));
    var (nearSum, farSum) = (Sum(near), Sum(far));
    return nearSum + farSum == 0 ? 0 : farSum / (nearSum + farSum);
});

CalibrationEnsemble Kind(string name, ComponentReference reference) => new(name, reference, new Combined(reference));

string Shown(IReadOnlyList<double> values) => BootstrapInterval.OfMean([.. values], Lab.Seed).ToText();

// The paper's two ensembles on rows of scores that are there already.
sealed class Combined(ComponentReference reference) : IEnsemble
{
    public string Name => reference.Id;

    public float[] Combine(IReadOnlyList<float[]> rows)
    {
        var lambda = reference.Options.TryGetValue("lambda", out var value) ? Convert.ToDouble(value) : 0;
        return [.. Enumerable.Range(0, rows[0].Length).Select(i =>
        {
            var mean = rows.Average(row => (double)row[i]);
            return (float)(mean - (lambda * rows.Average(row => (row[i] - mean) * (row[i] - mean))));
        })];
    }
}
