// What contrastive prompts gain: none, random, by rule, or written by hand; for one reward or two; few or many.
// Needs: about nine minutes on two cores, most of it for generating. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/05-ablation.csx
// With the benchmark that 07-toybox-benchmark.csx made it takes half a minute:  ... run recipes/05-ablation.csx --set benchmark=runs/RUN/benchmark
// Every number is cross-validated over prompts: the temperature that scores a prompt was chosen on others.

#load "../scripts/toybox-prompts.csx"

using RewardLab.Calibration.Search;
using RewardLab.Evaluation.Labels;

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "images per prompt, where they are generated", min: 25, max: 1024);
var benchmark = Lab.Param("benchmark", "", "folder of Toybox's benchmark, whose images are used; empty to generate them");

string[] counted = [.. CountingPrompts(), .. CompositionPrompts()];
string[] all = [.. counted, .. ComprehensivePrompts()];
var generated = benchmark.Length > 0
    ? [.. Lab.Load.Benchmark(benchmark).SelectMany(set => set.Pools)]
    : Lab.Generate(Lab.ImageModel("toybox"), all, imagesPerPrompt);
var groundTruth = Lab.Reward("toybox-truth");
var rewards = new[] { "clip", "blip2", "imagereward", "pickscore" }.Select(id => Lab.Reward("toybox-" + id).Named(id)).ToArray();
var variant = Lab.Param(
    "variant", "equation1", "which TextNorm: equation1 by temperatures from 0.01 to 10, or minMax by scales from 0.1 to 100", ["equation1", "minMax"]);
TextNormOptions[] settings = [.. Enumerable.Range(variant == "minMax" ? -4 : -8, 13).Select(step => Math.Pow(10, step / 4.0))
    .Select(value => TextNormOptions.Create(variant == "minMax" ? TextNormVariant.MinMax : TextNormVariant.Equation1, value))];
var mean = Kind("mean", new ComponentReference("mean"));
var uncertainty = Kind("mean - 0.5 variance", new ComponentReference("uncertainty", new Dictionary<string, object?> { ["lambda"] = 0.5 }));
var seed = (int)(Lab.Seed % 1000);

// At random: as many of the other prompts as the rule or the hand wrote.
var rules = new Part(
    "counts and pairs",
    Of(counted),
    [("at random", Lab.PromptGenerator("random", new { prompts = all, like = "rules", seed })), ("by rule", Lab.PromptGenerator("rules"))]);
var language = new Part("language", Of(ComprehensivePrompts()),
    [
        ("at random", Lab.PromptGenerator("random", new { prompts = all, likeFile = WrittenContrastivePrompts(), seed })),
        ("written", Lab.PromptGenerator("file", new { path = WrittenContrastivePrompts() })),
    ]);

foreach (var part in new[] { rules, language })
{
    part.Score(rewards, groundTruth);
    var rows = new List<object?[]>();
    foreach (var (index, reward) in rewards.Index())
    {
        rows.Add(["none", reward.Name, .. Raw(part, index)]);
        rows.AddRange(part.Sources.Select(source => (object?[])[source.Name, reward.Name, .. CrossValidated(part, [part.Grids[source.Name][index]], null)]));
    }

    foreach (var kind in new[] { mean, uncertainty })
    {
        rows.AddRange(part.Sources.Select(source => (object?[])
        [
            source.Name,
            $"imagereward and pickscore, {kind.Name}",
            .. CrossValidated(part, [part.Grids[source.Name][2], part.Grids[source.Name][3]], kind),
        ]));
    }

    Lab.Table(
        $"{part.Name}: what contrast is worth, means over prompts with 95% intervals, 5-fold cross-validated",
        ["contrastive prompts", "reward", "AP@5, 10, 25, mean", "AUROC", "AUPRC"],
        rows);
}

// How many contrastive prompts it takes: m of the rule's, sampled for each prompt.
var sizes = new List<object?[]>();
foreach (var (index, reward) in rewards.Index())
{
    foreach (var m in new[] { 1, 2, 4, 8, int.MaxValue })
    {
        sizes.Add(
        [
            reward.Name,
            m == int.MaxValue ? "all" : m,
            .. CrossValidated(rules, [[.. rules.Grids["by rule"][index].Select((grid, prompt) => Some(grid, m, rules.Pools[prompt].Prompt))]], null),
        ]);
    }
}

Lab.Table("How many contrastive prompts it takes: m of the rule's prompts", ["reward", "m", "AP@5, 10, 25, mean", "AUROC", "AUPRC"], sizes);

// The paper's hypothesis: prompts far from the prompt in syntax and meaning add nothing to the softmax's denominator.
var shares = new List<object?[]>();
foreach (var (index, reward) in rewards.Index())
{
    foreach (var tau in new[] { 0.03, 0.3, 3.0 })
    {
        var values = rules.Pools.Select((_, prompt) => FarShare(rules.Grids["by rule"][index][prompt], rules.Grids["at random"][index][prompt], tau)).ToArray();
        shares.Add([reward.Name, tau, Shown(values)]);
    }
}

Lab.Table("Share of the denominator, the prompt's own part aside, that as many prompts at random take beside the rule's", ["reward", "tau", "share"], shares);

object?[] Raw(Part part, int reward)
{
    var scores = part.Grids[part.Sources[0].Name][reward].Select(grid => Array.ConvertAll(grid.Column(0), score => (double)score)).ToArray();
    double?[] Of(Func<int, double?> metric) => [.. Enumerable.Range(0, part.Pools.Count).Where(prompt => part.Labels[prompt].HasBothClasses).Select(metric)];
    return
    [
        Shown([.. Of(prompt => RankingMetrics.MeanAveragePrecisionAt([5, 10, 25], scores[prompt], part.Labels[prompt].Good)).OfType<double>()]),
        Shown([.. Of(prompt => Metric.Auroc.Compute(scores[prompt], part.Labels[prompt])).OfType<double>()]),
        Shown([.. Of(prompt => Metric.Auprc.Compute(scores[prompt], part.Labels[prompt])).OfType<double>()]),
    ];
}

object?[] CrossValidated(Part part, IReadOnlyList<ScoreMatrix[]> members, CalibrationEnsemble? kind)
{
    var prompts = part.Pools.Select((pool, i) => new CalibrationPrompt(pool.Prompt, "all", part.Labels[i], [.. members.Select(member => member[i])])).ToArray();
    var table = CalibrationTable.Compute(
        prompts, CalibrationTable.Space(settings, members.Count, kind is null ? [] : [kind]), new CalibrationOptions { Seed = Lab.Seed }, Lab.Cancellation);
    var result = new CalibrationProtocols(table).CrossValidated();
    return [result.Criterion, result.Metrics[Metric.Auroc]!, result.Metrics[Metric.Auprc]!];
}

ScoreMatrix Some(ScoreMatrix grid, int m, string prompt)
{
    var order = SeedStream.Create(Lab.Seed, "some-contrasts").Child(prompt);
    int[] columns = [0, .. Enumerable.Range(1, grid.PromptCount - 1).OrderBy(column => order[column]).Take(m)];
    return new ScoreMatrix(
        [.. Enumerable.Range(0, grid.ImageCount).SelectMany(image => columns.Select(column => grid[image, column]))], grid.ImageCount, columns.Length);
}

double FarShare(ScoreMatrix near, ScoreMatrix far, double tau) => Enumerable.Range(0, near.ImageCount).Average(image =>
{
    double Sum(ScoreMatrix grid) =>
        Enumerable.Range(1, grid.PromptCount - 1).Sum(column => Math.Exp(Math.Min(700, (grid[image, column] - near[image, 0]) / tau)));
    var (nearSum, farSum) = (Sum(near), Sum(far));
    return nearSum + farSum == 0 ? 0 : farSum / (nearSum + farSum);
});

CalibrationEnsemble Kind(string name, ComponentReference reference) => Lab.Evaluate.CalibrationEnsembles([reference])[0] with { Name = name };

ConfidenceInterval Shown(IReadOnlyList<double> values) => ConfidenceInterval.OfMean([.. values], ValueRange.Share);

IReadOnlyList<ImagePool> Of(string[] prompts)
{
    var byPrompt = generated.ToDictionary(pool => pool.Prompt);
    return
    [
        .. prompts.Select(prompt => byPrompt.GetValueOrDefault(prompt) ?? throw new RewardLabException(
            $"05-ablation.csx: '{benchmark}' has no images of \"{prompt}\"; 07-toybox-benchmark.csx makes the benchmark that has.")),
    ];
}

// Prompts, and where their contrastive prompts come from.
sealed class Part(string name, IReadOnlyList<ImagePool> pools, (string Name, RecipePrompts Prompts)[] sources)
{
    public string Name => name;

    public IReadOnlyList<ImagePool> Pools => pools;

    public (string Name, RecipePrompts Prompts)[] Sources => sources;

    public LabelSet[] Labels { get; private set; } = [];

    // [source][reward][prompt]
    public Dictionary<string, ScoreMatrix[][]> Grids { get; } = [];

    public void Score(RecipeReward[] rewards, RecipeReward groundTruth)
    {
        Labels = [.. Lab.Evaluate.Labels(pools, groundTruth)];
        foreach (var (source, prompts) in sources)
        {
            Grids[source] =
            [
                .. rewards.Select(
                    reward => pools.Select(pool => reward.Score(pool.Images, [pool.Prompt, .. prompts.Generate(pool.Prompt).ContrastivePrompts])).ToArray()),
            ];
        }
    }
}
