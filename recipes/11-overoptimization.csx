// The paper's experiment in small: fine-tune with raw rewards and with TextNorm, by RWR and by DDPO, and let one who knows the truth compare the pictures.
// Needs: 60 to 80 minutes on two cores with preset toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/11-overoptimization.csx --preset toybox
// Presets: smoke (a minute), toybox (one training seed; --set trainingSeeds=3 for intervals over seeds), paper-sd21, gpu-24gb (their pictures are for people to judge).

#load "../scripts/fine-tuning.csx"
#load "../scripts/set-comparison.csx"

var model = Lab.Param("model", "toybox", "toybox, or a Stable Diffusion: a repository in the hub's cache, a folder, or one file");
var precision = Lab.Param("precision", "float32", "type that a Stable Diffusion computes in", ["float32", "bf16", "fp16"]);
var device = Lab.Param("device", "auto", "where to compute: auto, cpu, cuda, cuda:1, mps");
var promptFile = Lab.Param("promptFile", "", "a file of prompts, one a line, or a table with a column prompt; empty for eight of Toybox's");
var promptCount = Lab.Param("promptCount", 0, "prompts at most, the first of the file; 0 for all of them", min: 0, max: 10000);
var tia2 = Lab.Param("tia2", "", "TIA2's folder, as 'data get tia2' makes it: takes the prompts of the paper's experiment; a promptFile goes before it");
var promptSet = Lab.Param("promptSet", "counting", "which of TIA2's sets, and which reward of rewardPreset", ["counting", "composition", "comprehensive"]);
var methods = Lab.Param("methods", "both", "how to fine-tune", ["rwr", "ddpo", "both"]);
var proxies = Lab.Param("proxies", "imagereward,pickscore,textnorm", "rewards to optimise, textnorm last: of imagereward, pickscore, clip, blip2, textnorm");
var trainingSeeds = Lab.Param("trainingSeeds", 1, "trainings of each kind, with seeds of their own", min: 1, max: 100);
var firstSeed = Lab.Param("firstSeed", 1, "number of the first of them", min: 1, max: 1000000);
var from = Lab.Param("from", "", "a folder with the fine-tunings of earlier runs (rwr-imagereward-1 and so on), to compare them in place of training; empty to train");
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the rewards; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between TextNorm's rewards", min: 0, max: 100);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var rewardPreset = Lab.Param("rewardPreset", "", "a preset of rewards, such as recipes/presets/rewards/paper.yaml, to take as textnorm; it goes before scale, tau, lambda and members");
var stepCount = Lab.Param("stepCount", 10, "denoising steps", min: 1, max: 1000);
var epochs = Lab.Param("epochs", 60, "epochs of DDPO", min: 1, max: 100000);
var samplesPerEpoch = Lab.Param("samplesPerEpoch", 32, "pictures drawn an epoch of DDPO", min: 1, max: 65536);
var ddpoGuidance = Lab.Param("ddpoGuidance", 3.0, "classifier-free guidance of DDPO", min: 1, max: 100);
var ddpoRate = Lab.Param("ddpoRate", 0.001, "learning rate of DDPO", min: 0.0000001, max: 1);
var updatesPerEpoch = Lab.Param("updatesPerEpoch", 1, "optimizer steps an epoch of DDPO", min: 1, max: 1000);
var clipRange = Lab.Param("clipRange", 0.0001, "clip range of the ratio", min: 0.000000001, max: 10);
var normalization = Lab.Param("normalization", "group", "what a reward is compared with: its prompt's in this epoch, its prompt's latest (bufferSize), or the epoch's", ["group", "perPrompt", "global"]);
var bufferSize = Lab.Param("bufferSize", 16, "latest rewards of a prompt that normalization perPrompt compares with", min: 1, max: 1000000);
var firstSteps = Lab.Param("firstSteps", 0, "denoising steps that DDPO trains on, the noisiest; 0 for all", min: 0, max: 1000);
var judgeSamples = Lab.Param("judgeSamples", true, "let judges score the pictures that DDPO trains on too");
var poolSize = Lab.Param("poolSize", 100, "pictures drawn a prompt for RWR", min: 1, max: 65536);
var top = Lab.Param("top", 10, "pictures a prompt that RWR learns from", min: 1, max: 65536);
var weights = Lab.Param("weights", "rank", "how rewards become RWR's weights", ["raw", "softmax", "minMax", "rank"]);
var steps = Lab.Param("steps", 300, "optimizer steps of RWR", min: 1, max: 1000000);
var rwrBatchSize = Lab.Param("rwrBatchSize", 32, "pictures a step of RWR", min: 1, max: 65536);
var rwrGuidance = Lab.Param("rwrGuidance", 3.0, "classifier-free guidance of RWR's drawing", min: 1, max: 100);
var rwrRate = Lab.Param("rwrRate", 0.0001, "learning rate of RWR", min: 0.0000001, max: 1);
var beta = Lab.Param("beta", 0.0, "weight of RWR's KL term", min: 0, max: 1000);
var sampleBatchSize = Lab.Param("sampleBatchSize", 32, "pictures drawn at once", min: 1, max: 4096);
var microBatchSize = Lab.Param("microBatchSize", 0, "denoising steps computed at once while training, whose gradients are accumulated; 0 chooses by free memory", min: 0, max: 65536);
var recompute = Lab.Param("recompute", false, "compute the U-Net's blocks twice to save memory");
var evaluationInterval = Lab.Param("evaluationInterval", 5, "epochs between two looks at held-out pictures", min: 1, max: 100000);
var rwrEvaluationInterval = Lab.Param("rwrEvaluationInterval", 0, "the same for RWR, in epochs of ten steps; 0 for the same number", min: 0, max: 100000);
var evaluationImages = Lab.Param("evaluationImages", 4, "held-out pictures a prompt", min: 1, max: 1024);
var choose = Lab.Param("choose", "aboveBase", "which checkpoint wins", ["aboveBase", "judge", "last"]);
var keep = Lab.Param("keep", 3, "adapters kept of each fine-tuning; 0 for one of every evaluation", min: 0, max: 100000);
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 8, "fresh pictures a prompt to compare, in sets of four", min: 2, max: 1000);
var margin = Lab.Param("margin", 0.02, "a set wins on quality by more than this in mean fidelity", min: 0, max: 1);

var prompts = ExperimentPrompts(model, promptFile, promptCount, tia2, promptSet, "fine-tuning");
if (prompts.Length < 2)
{
    throw new RewardLabException("promptCount: methods are compared over prompts, of which there must be two or more.");
}

string[] names = [.. proxies.Split(',').Select(name => name.Trim())];
string[] ways = methods == "both" ? ["rwr", "ddpo"] : [methods];
SetCount(imagesPerPrompt); // refuses a number that makes no sets before hours are spent
foreach (var way in ways)
{
    var guidance = way == "rwr" ? rwrGuidance : ddpoGuidance;
    var drawn = new Dictionary<string, List<ImageBatch[]>> { ["base"] = [] };
    for (var seed = firstSeed; seed < firstSeed + trainingSeeds; seed++)
    {
        using (var untouched = OpenModel(model, precision, device, "", stepCount, guidance, eta: 1))
        {
            drawn["base"].Add(Fresh(untouched, prompts, seed, imagesPerPrompt));
        }

        foreach (var proxy in names)
        {
            var name = $"{way}-{proxy}-{seed}";
            var judges = Judges(model, proxy, members);
            if (from.Length == 0)
            {
                Train(way, name, ChosenReward(model, proxy, rewardPreset, promptSet, tia2, tau, scale, lambda, members), judges, guidance);
            }

            var folder = FolderOf(name);
            string[] shown = [.. judges.Select(judge => judge.Name)];
            HistoryTable(folder, $"{way} against {ChosenTitle(proxy, rewardPreset, tau, scale)}, training seed {seed}", shown);
            HistoryCharts(folder, $"{way} against {ChosenTitle(proxy, rewardPreset, tau, scale)}, training seed {seed}", shown);
            using var tuned = OpenModel(model, precision, device, LoraOf(folder), stepCount, guidance, eta: 1);
            drawn.TryAdd(proxy, []);
            drawn[proxy].Add(Fresh(tuned, prompts, seed, imagesPerPrompt));
        }
    }

    foreach (var proxy in names.Where(_ => trainingSeeds > 1))
    {
        string[] folders = [.. Enumerable.Range(firstSeed, trainingSeeds).Select(seed => FolderOf($"{way}-{proxy}-{seed}"))];
        SeedCharts($"{way}-{proxy}-seeds", folders, $"{way} against {ChosenTitle(proxy, rewardPreset, tau, scale)}", IsToybox(model) ? ["truth", "fidelity"] : [.. Judges(model, proxy, members).Select(judge => judge.Name)]);
    }

    SaveForPeople(way, prompts, drawn);
    SetSheet($"{way}-pictures", $"{way}: one fresh picture a prompt", prompts, drawn, IsToybox(model) ? Lab.Reward("toybox-truth") : null);
    if (IsToybox(model))
    {
        CompareSets(way, prompts, drawn, names[^1], margin);
    }
}

// Where a fine-tuning lies: this run's, or that of earlier ones.
string FolderOf(string name) => Path.Combine(from.Length > 0 ? from : Lab.Run.Folder, name);

void Train(string way, string name, RecipeReward reward, IReadOnlyList<RecipeReward> judges, double guidanceScale)
{
    using var trained = OpenModel(model, precision, device);
    object settings = way == "rwr"
        ? new
        {
            name, poolSize, top, weights, steps, batchSize = rwrBatchSize, beta = new[] { beta }, learningRate = rwrRate, stepCount, guidanceScale, sampleBatchSize, microBatchSize, recompute,
            keep, evaluationInterval = rwrEvaluationInterval > 0 ? rwrEvaluationInterval : evaluationInterval, evaluationImages, choose,
        }
        : new
        {
            name, epochs, samplesPerEpoch, learningRate = ddpoRate, updatesPerEpoch, clipRange, normalization, bufferSize, firstSteps, judgeSamples, stepCount, guidanceScale, sampleBatchSize, microBatchSize,
            recompute, keep, evaluationInterval, evaluationImages, choose,
        };
    Lab.Optimizer(way, settings).Run(trained, reward, prompts, judges);
}
