// The verdict: does TextNorm make a reward agree better with the truth, over 69 prompts and 50 pictures of each?
// Needs: about six minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/02-benchmark.csx
// Temperatures and lambda were chosen by recipes/toybox/tune.csx, on pictures that this recipe does not report on.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/reward-anatomy.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "pictures a prompt", min: 25, max: 1024);
var captionTau = Lab.Param("captionTau", 0.3, "TextNorm's temperature for the caption reward", min: 0.001, max: 1000);
var preferenceTau = Lab.Param("preferenceTau", 0.1, "TextNorm's temperature for the preference reward", min: 0.001, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

var model = Lab.Images("toybox");
var caption = Lab.Reward("toybox-clip").Named("caption");
var preference = Lab.Reward("toybox-pickscore").Named("preference");
var captionNorm = Lab.TextNorm(caption, "rules", captionTau).Named("TextNorm(caption)");
var preferenceNorm = Lab.TextNorm(preference, "rules", preferenceTau).Named("TextNorm(preference)");
var mean = Lab.Mean(captionNorm, preferenceNorm).Named("mean of both");
var uncertainty = Lab.Uncertainty(lambda, captionNorm, preferenceNorm).Named("mean - lambda variance");
RecipeReward[] rewards = [caption, captionNorm, preference, preferenceNorm, mean, uncertainty];
var truth = Lab.Reward("toybox-truth").Named("truth");

var counting = Lab.Generate(model, CountingPrompts(), imagesPerPrompt);
var composition = Lab.Generate(model, CompositionPrompts(), imagesPerPrompt);

Lab.Benchmark(counting, rewards, truth, "counting");
Lab.Benchmark(composition, rewards, truth, "composition");
ImagePool[] all = [.. counting, .. composition];
Lab.Benchmark(all, rewards, truth, "both");

// Why a reward gains or not.
RewardAnatomy("counting", counting, [caption, preference], truth);
RewardAnatomy("composition", composition, [caption, preference], truth);

Lab.BestOfN(all, rewards, truth, [1, 4, 16, 25]);
