// Chooses TextNorm's settings for Toybox, and the default of min-max's scale, on images that no report uses.
// Needs: about fifteen minutes on two cores, most of it for generating.
// Run:  dotnet run -c Release --project src/RewardLab -- run recipes/toybox/tune.csx --seed 1
// The criterion is the paper's: the mean of AP@5, AP@10 and AP@25. Of settings that are as good, the softest softmax is taken.
// The default scale must serve rewards and prompts that it was not chosen on. So it is cross-validated over both: for each reward and each fold of prompts the
// scale is chosen by the other three rewards on the other prompts, and what it is worth there stands beside the raw reward and beside a temperature of equation
// 1 that was chosen in the same way.

#load "../../scripts/toybox-prompts.csx"
#load "../../scripts/toybox-images.csx"
#load "../../scripts/calibration-scores.csx"

using RewardLab.Calibration.Search;

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 30, "images per prompt", min: 25, max: 1024);
var images = Lab.Param("images", "", "folder of images that a run of this recipe generated; empty to generate them");
var asGood = Lab.Param("asGood", 0.001, "settings whose criterion is this near the best are as good; the softest of them is taken", min: 0.000001, max: 1);
Lab.FormerNames(new { pictures = "images" });
const int Folds = 5;

if (Lab.Seed == 0)
{
    throw new RewardLabException("tune.csx: seed 0 is what the benchmark reports; tune on another, such as --seed 1.");
}

string[] prompts = [.. CountingPrompts(), .. CompositionPrompts()];
string[] names = ["clip", "blip2", "imagereward", "pickscore"];
var scored = ScoredPrompts(
    [new PromptPools("all", Images(prompts, imagesPerPrompt, images))],
    [.. names.Select(name => Lab.Reward("toybox-" + name))],
    "rules",
    Lab.Reward("toybox-truth"));
Metric[] criterion = [Metric.AveragePrecisionAt(5), Metric.AveragePrecisionAt(10), Metric.AveragePrecisionAt(25)];
var options = new CalibrationOptions { Seed = Lab.Seed, AsGood = asGood, Reported = [.. criterion, Metric.Auroc] };
TextNormOptions[] scales =
[
    .. new[] { 0.1, 0.3, 1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100 }.Select(scale => TextNormOptions.Create(TextNormVariant.MinMax, scale)),
];
var byScale = names.Select((_, reward) => CalibrationTable.Compute(Of(scored, reward), CalibrationTable.Space(scales, 1, []), options, Lab.Cancellation))
    .ToArray();
var byTau = names.Select((_, reward) => CalibrationTable.Compute(Of(scored, reward), CalibrationTable.Space(Temperatures(), 1, []), options, Lab.Cancellation))
    .ToArray();
var count = byScale[0].Prompts.Count;
int[] all = [.. Enumerable.Range(0, count)];

// Each scale over each reward.
Lab.Table($"min-max: the criterion and AUROC by scale, means over {count} prompts", ["scale", .. names, "mean", "AUROC, mean"],
    [.. scales.Index().Select(scale => new object[] { scale.Item.EffectiveValue }
        .Concat(byScale.Select(table => (object)Value(table, scale.Index, all)))
        .Append(byScale.Average(table => Value(table, scale.Index, all)))
        .Append(byScale.Average(table => Auroc(table, scale.Index, all)))
        .ToArray())]);

// Over other rewards and other prompts.
var order = SeedStream.Create(Lab.Seed, "tune");
var folds = new int[count];
foreach (var (place, prompt) in all.OrderBy(prompt => order.Child(byScale[0].Prompts[prompt].Prompt)[0]).Index())
{
    folds[prompt] = place % Folds;
}

var rows = new List<object[]>();
for (var reward = 0; reward < names.Length; reward++)
{
    double Raw(int prompt) => Criterion(metric => metric.Compute(byScale[reward].Prompts[prompt].Grids[0].Column(0), byScale[reward].Prompts[prompt].Labels));
    var (scale, tau) = (Chosen(byScale, reward), Chosen(byTau, reward));
    rows.Add([names[reward], all.Average(Raw), scale.Value, tau.Value, string.Join(" ", scale.Settings), string.Join(" ", tau.Settings)]);
}

Lab.Table("cross-validated over rewards and prompts: the criterion with settings that other rewards chose on other prompts",
    ["reward", "raw", "min-max", "equation 1", "scales of the folds", "temperatures of the folds"], rows);

// Beyond 10 the curve is flat, so the default is the best of the scales that the paper's authors tried.
double[] tried = [0.1, 1, 3, 5, 10];
var best = Array.FindIndex(
    scales,
    scale => scale.EffectiveValue == tried.MaxBy(
        value => byScale.Average(table => Value(table, Array.FindIndex(scales, other => other.EffectiveValue == value), all))));
Lab.Log($"Best scale of all: {scales[Best(byScale, all)].EffectiveValue}; of those that the authors tried, the default: {scales[best].EffectiveValue}");

// Equation 1 has to be tuned for each reward.
for (var reward = 0; reward < names.Length; reward++)
{
    var tau = Best([byTau[reward]], all);
    Lab.Log($"Equation 1, {names[reward]}: {byTau[reward].Candidates[tau]}, {Value(byTau[reward], tau, all):F3}");
}

// The paper's ensemble is of the two that learned from people.
foreach (var (name, members) in new[] { ("the last two", new[] { 2, 3 }), ("all four", [0, 1, 2, 3]) })
{
    var table = CalibrationTable.Compute(
        Of(scored, members), CalibrationTable.Space([scales[best]], members.Length, Lab.Evaluate.CalibrationEnsembles()), options, Lab.Cancellation);
    var kind = Best([table], all);
    Lab.Log($"Ensemble of {name}: {table.Candidates[kind]}, {Value(table, kind, all):F3}");
}

(double Value, IEnumerable<string> Settings) Chosen(CalibrationTable[] tables, int reward)
{
    var chosen = Enumerable.Range(0, Folds)
        .Select(fold => Best([.. tables.Where((_, other) => other != reward)], [.. all.Where(prompt => folds[prompt] != fold)]))
        .ToArray();
    return (all.Average(prompt => Value(tables[reward], chosen[folds[prompt]], [prompt])),
        chosen.Select(choice => $"{tables[reward].Candidates[choice].Values[0]:G3}"));
}

// The first, and so the softest, of the settings that are as good as the best by the mean over rewards.
int Best(CalibrationTable[] tables, int[] over)
{
    double[] values = [.. tables[0].Candidates.Select((_, candidate) => tables.Average(table => Value(table, candidate, over)))];
    return Array.FindIndex(values, value => value >= values.Max() - asGood);
}

double Value(CalibrationTable table, int candidate, int[] over) => over.Average(prompt => Criterion(metric => table.Value(metric, candidate, prompt)));

double Auroc(CalibrationTable table, int candidate, int[] over) => over.Average(prompt => table.Value(Metric.Auroc, candidate, prompt) ?? 0.5);

double Criterion(Func<Metric, double?> value) => criterion.Average(metric => value(metric) ?? 0);
