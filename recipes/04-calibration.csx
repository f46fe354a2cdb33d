// Which scale or temperature, and how much does it gain? Every way of choosing TextNorm's settings side by side, with and without the labels that score it.
// Needs: about six minutes on two cores, most of it for generating. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/04-calibration.csx
// With the images of a run of 02-benchmark it takes half a minute:  ... run recipes/04-calibration.csx --set images=runs/RUN/images
// Presets with the chosen settings land in the run's folder "calibration".

#load "../scripts/toybox-prompts.csx"
#load "../scripts/toybox-images.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "images per prompt", min: 25, max: 1024);
var images = Lab.Param("images", "", "folder of images that a run of this recipe or of 02-benchmark generated; empty to generate them");
Lab.FormerNames(new { pictures = "images" });

PromptPools[] sets =
[
    new("counting", Images(CountingPrompts(), imagesPerPrompt, images)),
    new("composition", Images(CompositionPrompts(), imagesPerPrompt, images, skip: CountingPrompts().Length)),
];
var groundTruth = Lab.Reward("toybox-truth").Named("truth");
var rewards = new[] { "clip", "blip2", "imagereward", "pickscore" }.Select(id => Lab.Reward("toybox-" + id).Named(id)).ToArray();
CalibrateOptions equation1 = new() { Variant = TextNormVariant.Equation1 };
foreach (var reward in rewards)
{
    Lab.Evaluate.Calibrate(reward.Name, sets, [reward], "rules", groundTruth);
    Lab.Evaluate.Calibrate($"{reward.Name} by equation 1", sets, [reward], "rules", groundTruth, equation1);
}

// The paper's ensemble is of the two that learned from people, with one setting for both, and with one for each.
RecipeReward[] pair = [rewards[2], rewards[3]];
Lab.Evaluate.Calibrate("ensemble", sets, pair, "rules", groundTruth);
Lab.Evaluate.Calibrate("ensemble by equation 1", sets, pair, "rules", groundTruth, equation1);
Lab.Evaluate.Calibrate("ensemble of all four", sets, rewards, "rules", groundTruth);
ComponentReference[] kinds = [new("mean"), new("worst"), new("median"), new("log-mean"), Lambda(0.05), Lambda(0.5), Lambda(1)];
Lab.Evaluate.Calibrate("ensemble of any kind, a scale each", sets, pair, "rules", groundTruth,
    new() { Ensembles = kinds, SharesTau = false, Scales = [0.1, 1, 3, 5, 10, 30] });
Lab.Evaluate.Calibrate("ensemble of any kind, a temperature each", sets, pair, "rules", groundTruth,
    new() { Ensembles = kinds, SharesTau = false, Taus = [10, 3, 1, 0.3, 0.1, 0.03] });

ComponentReference Lambda(double lambda) => new("uncertainty", new Dictionary<string, object?> { ["lambda"] = lambda });
