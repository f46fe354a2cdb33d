// The paper's experiment on a small scale: fine-tune with raw rewards and with TextNorm, by RWR and by DDPO, and compare the images by the ground truth.
// Needs: 60 to 80 minutes on two cores with preset toybox.
// Run:  dotnet run -c Release --project src/RewardLab -- run recipes/11-overoptimization.csx --preset toybox
// Presets: smoke (a minute), toybox (one training seed; --set trainingSeeds=3 for intervals over seeds), paper-sd21,
// gpu-24gb (their images are for people to judge).

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"

var methods = Lab.Param("methods", "both", "how to fine-tune", ["rwr", "ddpo", "both"]);
var proxies = Lab.Param("proxies", "imagereward,pickscore,textnorm", "rewards to optimise, textnorm last: of imagereward, pickscore, clip, blip2, textnorm");
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var trainingSeeds = Lab.Param("trainingSeeds", 1, "trainings of each kind, with seeds of their own", min: 1, max: 100);
var firstSeed = Lab.Param("firstSeed", 1, "number of the first of them", min: 1, max: 1000000);
var from = Lab.Param(
    "from", "", "a folder with the fine-tunings of earlier runs (rwr-imagereward-1 and so on), to compare them in place of training; empty to train");
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 8, "fresh images per prompt to compare, in sets of four", min: 2, max: 1000);
var margin = Lab.Param("margin", 0.02, "a set wins on quality by more than this in mean fidelity", min: 0, max: 1);

// Any option of the two algorithms: --set ddpo.NAME=VALUE, --set rwr.NAME=VALUE. Their own defaults are the paper's tables; below: where Toybox differs.
var ddpo = Lab.Options(
    "ddpo", new { epochs = 60, samplesPerEpoch = 32, numInferenceSteps = 10, guidanceScale = 3.0, learningRate = 0.001, normalization = "group" });
var rwr = Lab.Options("rwr", new { steps = 300, weights = "rank", numInferenceSteps = 10, guidanceScale = 3.0, learningRate = 0.0001 });

var prompts = FineTuningPrompts();
if (prompts.Length < 2)
{
    throw new RewardLabException("promptCount: methods are compared over prompts, of which there must be two or more.");
}

SetCount(imagesPerPrompt); // refuses a number that makes no sets before hours are spent
foreach (var (way, options) in new[] { ("rwr", rwr), ("ddpo", ddpo) }.Where(one => methods == "both" || methods == one.Item1))
{
    IImageModel Open(string lora) => OpenModel(lora, options.Get<int>("numInferenceSteps"), options.Get<double>("guidanceScale"), eta: 1);
    var generated = new Dictionary<string, List<ImageBatch[]>> { ["base"] = [] };
    for (var seed = firstSeed; seed < firstSeed + trainingSeeds; seed++)
    {
        using (var untouched = Open(""))
        {
            generated["base"].Add(Fresh(untouched, prompts, seed, imagesPerPrompt));
        }

        foreach (var proxy in Names(proxies))
        {
            var heldOut = HeldOutRewards(proxy, members);
            if (from.Length == 0)
            {
                using var trained = OpenModel();
                Lab.Algorithm(options.With(new { name = $"{way}-{proxy}-{seed}" })).Run(trained, ProxyReward(proxy, members), prompts, heldOut);
            }

            var tuning = Lab.Load.FineTuning(FolderOf(way, proxy, seed));
            tuning.Report($"{way} against {RewardTitle(proxy)}, training seed {seed}");
            using var tuned = Open(tuning.Adapter);
            generated.TryAdd(proxy, []);
            generated[proxy].Add(Fresh(tuned, prompts, seed, imagesPerPrompt));
        }
    }

    foreach (var proxy in Names(proxies).Where(_ => trainingSeeds > 1))
    {
        Lab.Charts.FineTunings(
            $"{way}-{proxy}-seeds",
            [.. Enumerable.Range(firstSeed, trainingSeeds).Select(seed => Lab.Load.FineTuning(FolderOf(way, proxy, seed)))],
            $"{way} against {RewardTitle(proxy)}",
            IsToybox() ? ["truth", "fidelity"] : []);
    }

    SaveForPeople(way, prompts, generated);
    SetSheet($"{way}-images", $"{way}: one fresh image a prompt", prompts, generated, IsToybox() ? Lab.Reward("toybox-truth") : null);
    if (IsToybox())
    {
        CompareSets(way, prompts, generated, Names(proxies)[^1], margin);
    }
}

// Where a fine-tuning lies: this run's, or that of earlier ones.
string FolderOf(string way, string proxy, int seed) => Path.Combine(from.Length > 0 ? from : Lab.Run.Folder, $"{way}-{proxy}-{seed}");

Lab.FormerNames(new
{
    ddpoRate = "ddpo.learningRate", ddpoGuidance = "ddpo.guidanceScale", judgeSamples = "ddpo.scoreSamplesHeldOut",
    rwrRate = "rwr.learningRate", rwrGuidance = "rwr.guidanceScale", rwrBatchSize = "rwr.batchSize", rwrEvaluationInterval = "rwr.evaluationInterval",
    stepCount = "ddpo.numInferenceSteps, rwr.numInferenceSteps",
    sampleBatchSize = "ddpo.sampleBatchSize, rwr.sampleBatchSize",
    microBatchSize = "ddpo.microBatchSize, rwr.microBatchSize",
    recompute = "ddpo.gradientCheckpointing, rwr.gradientCheckpointing", evaluationInterval = "ddpo.evaluationInterval, rwr.evaluationInterval",
    evaluationImages = "ddpo.evaluationImages, rwr.evaluationImages", choose = "ddpo.choose, rwr.choose", keep = "ddpo.saveTotalLimit, rwr.saveTotalLimit",
});
