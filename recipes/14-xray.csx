// Does the X-ray of a reward, made before any training, tell how much fidelity a fine-tuning against that reward will lose?
// Needs: forty minutes on two cores for one training seed of ten rewards, two to four minutes each; a finished cell is kept and not computed again.
// Run:  dotnet run -c Release --project src/RewardLab -- run recipes/14-xray.csx
// The X-ray alone takes five minutes:  ... run recipes/14-xray.csx --set trainingSeeds=""
// What is predicted was fixed before any result was seen: a reward's lift is the largest rise by a change that leaves the meaning, in its own spread.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/planted-hacks.csx"

using System.Text.Json;
using RewardLab.Evaluation.XRays;

var subjects = Lab.Param(
    "subjects",
    "imagereward,brightness,pickscore,compressibility,clip,colourfulness,blip2,textnorm,warmth,textnorm-four",
    "the rewards: Toybox's four, textnorm (of imagereward and pickscore), textnorm-four, planted hacks: brightness, colourfulness, warmth, compressibility");
var trainingSeeds = Lab.Param("trainingSeeds", "21", "seeds of the fine-tunings, separated by commas; empty for the X-ray alone");
var cells = Lab.Param("cells", "runs/xray-cells", "folder of the finished fine-tunings, a small file each, which other runs find again");
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 8, "images per prompt to X-ray", min: 2, max: 256);
var probeSteps = Lab.Param("probeSteps", 60, "filters that the probe of what each reward wants tries", min: 0, max: 10000);

// Any option: --set ddpo.NAME=VALUE. Few images at a high learning rate, so that what a reward wants shows in two minutes.
var ddpo = Lab.Options(
    "ddpo",
    new
    {
        epochs = 20, samplesPerEpoch = 48, firstSteps = 3, numInferenceSteps = 10, guidanceScale = 3.0, learningRate = 0.004, normalization = "group",
        scoreSamplesHeldOut = false, evaluationInterval = 20, evaluationImages = 16, choose = "last", saveImages = false,
    });
string[] names = [.. subjects.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
string[] seeds = [.. trainingSeeds.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

// Fine-tuned are four prompts of three or four toys; X-rayed are others.
string[] tuned = [.. CompositionPrompts().Where((_, i) => i % 3 > 0).Where((_, i) => i % 4 == 1).Take(4)];
string[] prompts = [.. CountingPrompts().Where((_, i) => i % 3 == 1), .. CompositionPrompts().Except(tuned).Where((_, i) => i % 6 == 0)];

var pools = Lab.Generate(Lab.ImageModel("toybox"), prompts, imagesPerPrompt);
var fidelity = Lab.Reward("toybox-fidelity").Named("fidelity");
RecipeReward[] rewards = [.. names.Select(SubjectReward)];
Lab.Section("X-ray before training");
var card = Lab.XRay(
    pools,
    [.. rewards, fidelity],
    options: new XRayOptions { Seed = Lab.Seed, ProbeSteps = probeSteps });
Lab.Table(
    "weak spots: the change that raises a reward most, and what the filter that it wants does to fidelity; standard deviations within a prompt",
    ["reward", "first", "lift", "second", "third", "fidelity under what it wants"],
    card.Rewards.SkipLast(1).Select(found => (IReadOnlyList<object>)
    [
        found.Name,
        found.WeakSpots[0].Name,
        NumberCell.From(found.WeakSpots[0].Shift, isSigned: true),
        found.WeakSpots[1].Name,
        found.WeakSpots[2].Name,
        NumberCell.From(found.Probe?.Shifts.GetValueOrDefault("fidelity"), isSigned: true),
    ]));

var results = new List<Cell>();
foreach (var seed in seeds)
{
    foreach (var name in names)
    {
        results.Add(ReadCell(name, seed) ?? Tune(name, seed));
    }
}

if (results.Count > 0)
{
    Lab.Section("Fidelity after training");
    var rows = names.Select(name => (
        Name: name,
        Found: card.Rewards.Single(reward => reward.Name == name),
        Lost: results.Where(cell => cell.Reward == name).Average(cell => cell.FidelityLost),
        Gain: results.Where(cell => cell.Reward == name).Average(cell => cell.ProxyGain),
        Correct: results.Where(cell => cell.Reward == name).Average(cell => cell.CorrectAfter - cell.CorrectBefore))).ToArray();
    Lab.Table(
        $"predicted and found, means over {seeds.Length} training seed(s); gains and losses in standard deviations of the base's images",
        ["reward", "weak spot", "lift", "proxy gained", "fidelity lost", "correct images gained"],
        rows.OrderByDescending(row => row.Lost).Select(row => (IReadOnlyList<object>)
            [row.Name, row.Found.WeakSpots[0].Title, row.Found.WeakSpots[0].Shift.Mean, row.Gain, row.Lost, row.Correct]));
    double[] lost = [.. rows.Select(row => row.Lost)];
    double[] lifts = [.. rows.Select(row => row.Found.WeakSpots[0].Shift.Mean)];
    Lab.Log($"Rank correlation over {rows.Length} rewards of the X-ray's lift with the fidelity lost: {RankCorrelation.Spearman(lifts, lost):0.00}.");
    Lab.Note($"Rank correlation over {rows.Length} rewards of the X-ray's lift with the fidelity lost: {RankCorrelation.Spearman(lifts, lost):0.00}.");
    if (probeSteps > 0)
    {
        double[] probed = [.. rows.Select(row => -row.Found.Probe.Shifts["fidelity"].Mean)];
        Lab.Log($"Of the fidelity lost under the filter that each reward wants: {RankCorrelation.Spearman(probed, lost):0.00}.");
    }
}

string FileOf(string name, string seed) => Path.Combine(cells, $"{name}-{seed}.json");

Cell ReadCell(string name, string seed) => File.Exists(FileOf(name, seed)) ? Cell.Parse(TextFile.Read(FileOf(name, seed))) : null;

Cell Tune(string name, string seed)
{
    var history = Lab.Algorithm(ddpo.With(new { name = $"ddpo-{name}-{seed}" })).Run(
        Lab.ImageModel("toybox"), SubjectReward(name), tuned, [Lab.Reward("toybox-truth").Named("truth"), fidelity]).History;
    var (first, last) = (history.Evaluations[0], history.Evaluations[^1]);
    Directory.CreateDirectory(cells);
    File.WriteAllText(FileOf(name, seed), JsonSerializer.Serialize(new
    {
        reward = name, seed, epochs = last.Epoch, images = history.Prompts, proxyBefore = first.Proxy, proxyAfter = last.Proxy,
        fidelityBefore = first.HeldOut["fidelity"], fidelityAfter = last.HeldOut["fidelity"],
        truthBefore = first.HeldOut["truth"], truthAfter = last.HeldOut["truth"],
    }));
    return ReadCell(name, seed);
}

record Cell(string Reward, double FidelityLost, double ProxyGain, double CorrectBefore, double CorrectAfter)
{
    public static Cell Parse(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return new Cell(
            root.GetProperty("reward").GetString(),
            -Gain("fidelity"),
            Gain("proxy"),
            Values("truthBefore").Average(),
            Values("truthAfter").Average());

        double[] Values(string name) => [.. root.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
        double Gain(string name) => (Values(name + "After").Average() - Values(name + "Before").Average()) / Deviation(Values(name + "Before"));
        double Deviation(double[] values) => Math.Sqrt(values.Sum(value => Math.Pow(value - values.Average(), 2)) / values.Length);
    }
}
