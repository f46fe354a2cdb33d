// What TextNorm as its authors ran it (min-max) gains over equation 1, and both over raw rewards: four rewards, an ensemble of two and one of all four.
// Needs: eight minutes on two cores, mostly for generating. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/13-textnorm-variants.csx
// With the images of a run of 02-benchmark or 04-calibration it takes a minute:  ... run recipes/13-textnorm-variants.csx --set images=runs/RUN/images
// Every setting (scale or temperature; for ensembles mean or lambda too) is cross-validated: what scores a prompt was chosen on other prompts.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/toybox-images.csx"
#load "../scripts/calibration-scores.csx"

using RewardLab.Calibration.Search;

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "images per prompt", min: 25, max: 1024);
var images = Lab.Param("images", "", "folder of images that a run of this recipe, of 02-benchmark or of 04-calibration generated; empty to generate them");
var criterion = Lab.Param("criterion", "ap", "what settings are chosen by: the paper's mean of AP@5, AP@10 and AP@25, or AUROC", ["ap", "auroc"]);
Lab.FormerNames(new { pictures = "images" });

PromptPools[] sets =
[
    new("counts", Images(CountingPrompts(), imagesPerPrompt, images)),
    new("pairs", Images(CompositionPrompts(), imagesPerPrompt, images, skip: CountingPrompts().Length)),
];
string[] names = ["clip", "blip2", "imagereward", "pickscore"];
var scored = ScoredPrompts(sets, [.. names.Select(name => Lab.Reward("toybox-" + name))], "rules", Lab.Reward("toybox-truth"));
var ensembles = Lab.Evaluate.CalibrationEnsembles();
var options = new CalibrationOptions { Seed = Lab.Seed, Reported = [Metric.Auroc] };
options = criterion == "auroc" ? options with { Criterion = [Metric.Auroc] } : options;

(string Name, int[] Members)[] subjects =
[
    .. names.Select((name, i) => (name, new[] { i })),
    ("ensemble of the last two", [2, 3]),
    ("ensemble of all four", [0, 1, 2, 3]),
];
foreach (var (part, prompts) in new[] { ("counts and pairs", scored), ("counts", Part("counts")), ("pairs", Part("pairs")) })
{
    // AUROC of each prompt, by subject and variant.
    var evaluation = new EvaluationTable(new EvaluationOptions { Metrics = [Metric.Auroc], Seed = Lab.Seed });
    var settings = new Dictionary<string, string>();
    foreach (var (name, members) in subjects)
    {
        foreach (var (variant, space) in new[] { ("equation 1", Temperatures()), ("min-max", Scales()) })
        {
            var table = CalibrationTable.Compute(Of(prompts, members), CalibrationTable.Space(space, members.Length, ensembles), options, Lab.Cancellation);
            var result = new CalibrationProtocols(table).CrossValidated();
            settings[$"{name}, {variant}"] = string.Join(
                "; ", result.Choices.CountBy(choice => choice).OrderByDescending(choice => choice.Value).Select(choice => $"{table.Candidates[choice.Key]}"));
            for (var i = 0; i < table.Prompts.Count; i++)
            {
                Add(evaluation, $"{name}, {variant}", table.Prompts[i], table.Value(Metric.Auroc, result.Choices[i], i));
            }

            if (variant == "min-max" && members is [var only])
            {
                foreach (var prompt in table.Prompts)
                {
                    Add(evaluation, name, prompt, Metric.Auroc.Compute(prompt.Grids[0].Column(0), prompt.Labels));
                }
            }
        }
    }

    // An ensemble has no raw score of its own: it is measured against the best of its members.
    string Raw(int[] members) => members.Select(member => names[member]).MaxBy(member => evaluation.Summarise(member, Metric.Auroc).Interval!.Mean)!;
    string Mean(string reward) => evaluation.Summarise(reward, Metric.Auroc).Interval!.Mean.ToString("0.000");
    (string Reward, string Baseline)[] Pairs(string name, string raw) =>
        [($"{name}, equation 1", raw), ($"{name}, min-max", raw), ($"{name}, min-max", $"{name}, equation 1")];

    var comparisons = new ComparisonTable(subjects.SelectMany(subject => Pairs(subject.Name, Raw(subject.Members)))
        .Select(pair => Comparison.From(evaluation.Compare(pair.Reward, pair.Baseline, Metric.Auroc))));
    var rows = subjects.Select((subject, i) =>
    {
        var (name, raw) = (subject.Name, Raw(subject.Members));
        return (IReadOnlyList<object>)
        [
            name, subject.Members.Length == 1 ? Mean(raw) : $"{Mean(raw)} ({raw})", Mean($"{name}, equation 1"), Mean($"{name}, min-max"),
            comparisons.Lead(3 * i), comparisons.Lead((3 * i) + 1), comparisons.Lead((3 * i) + 2),
        ];
    });

    Lab.Table(new ResultTable(
        $"{part}: AUROC against the ground truth, means over {evaluation.Prompts.Count} prompts, every setting cross-validated; "
        + "leads paired by prompt with 95% intervals",
        ["reward", "raw", "equation 1", "min-max", "equation 1 over raw", "min-max over raw", "min-max over equation 1"], rows)
        {
            Footnotes = comparisons.Footnotes,
        });
    Lab.Table($"{part}: what the folds chose", ["reward", "settings"], [.. settings.Select(setting => new object[] { setting.Key, setting.Value })]);
}

CalibrationPrompt[] Part(string set) => [.. scored.Where(prompt => prompt.Set == set)];

void Add(EvaluationTable evaluation, string reward, CalibrationPrompt prompt, double? auroc) =>
    evaluation.Add(
        reward,
        PromptMetrics.Create(prompt.Prompt, prompt.Labels.Count, prompt.Labels.GoodCount, new Dictionary<Metric, double> { [Metric.Auroc] = auroc ?? 0.5 }));
