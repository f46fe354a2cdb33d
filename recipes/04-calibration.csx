// Which scale or temperature, and what is it worth? Every honest way of choosing TextNorm's settings, and the dishonest one, side by side.
// Needs: about six minutes on two cores, most of it for drawing. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/04-calibration.csx
// Pictures that 02-benchmark drew serve too, which leaves half a minute:  ... run recipes/04-calibration.csx --set pictures=runs/RUN/images
// Presets with the chosen settings land in the run's folder "calibration".

#load "../scripts/toybox-prompts.csx"
#load "../scripts/toybox-pictures.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "pictures a prompt", min: 25, max: 1024);
var pictures = Lab.Param("pictures", "", "folder of pictures that a run of this recipe or of 02-benchmark drew; empty to draw");

PoolSet[] sets =
[
    new("counting", Pictures(CountingPrompts(), imagesPerPrompt, pictures)),
    new("composition", Pictures(CompositionPrompts(), imagesPerPrompt, pictures, skip: CountingPrompts().Length)),
];
var truth = Lab.Reward("toybox-truth").Named("truth");
var rewards = new[] { "clip", "blip2", "imagereward", "pickscore" }.Select(id => Lab.Reward("toybox-" + id).Named(id)).ToArray();
CalibrateOptions equation1 = new() { Variant = TextNormVariant.Equation1 };
foreach (var reward in rewards)
{
    Lab.Evaluate.Calibrate(reward.Name, sets, [reward], "rules", truth);
    Lab.Evaluate.Calibrate($"{reward.Name} by equation 1", sets, [reward], "rules", truth, equation1);
}

// The paper's ensemble is of the two that learned from people, with one setting for both, and with one for each.
RecipeReward[] pair = [rewards[2], rewards[3]];
Lab.Evaluate.Calibrate("ensemble", sets, pair, "rules", truth);
Lab.Evaluate.Calibrate("ensemble by equation 1", sets, pair, "rules", truth, equation1);
Lab.Evaluate.Calibrate("ensemble of all four", sets, rewards, "rules", truth);
ComponentReference[] kinds = [new("mean"), new("worst"), new("median"), new("log-mean"), Lambda(0.05), Lambda(0.5), Lambda(1)];
Lab.Evaluate.Calibrate("ensemble of any kind, a scale each", sets, pair, "rules", truth,
    new() { Ensembles = kinds, SharesTau = false, Scales = [0.1, 1, 3, 5, 10, 30] });
Lab.Evaluate.Calibrate("ensemble of any kind, a temperature each", sets, pair, "rules", truth,
    new() { Ensembles = kinds, SharesTau = false, Taus = [10, 3, 1, 0.3, 0.1, 0.03] });

ComponentReference Lambda(double lambda) => new("uncertainty", new Dictionary<string, object?> { ["lambda"] = lambda });
