// Does TextNorm make a reward agree better with the ground truth, over 69 prompts and 50 images of each?
// Needs: about six minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/02-benchmark.csx
// The scale (and the temperatures of equation 1: clip .3, blip2 .03, imagereward .3, pickscore .3) and lambda were chosen by recipes/toybox/tune.csx,
// on images that this recipe does not report on.

#load "../scripts/toybox-prompts.csx"
#load "../scripts/reward-anatomy.csx"
#load "../scripts/textnorm.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 50, "images per prompt", min: 25, max: 1024);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var clipTau = Lab.Param("clipTau", 0.0, "equation 1's temperature for toybox-clip, in units of the reward; 0 for min-max", min: 0, max: 1000);
var blip2Tau = Lab.Param("blip2Tau", 0.0, "the same for toybox-blip2", min: 0, max: 1000);
var imagerewardTau = Lab.Param("imagerewardTau", 0.0, "the same for toybox-imagereward", min: 0, max: 1000);
var pickscoreTau = Lab.Param("pickscoreTau", 0.0, "the same for toybox-pickscore", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

var model = Lab.ImageModel("toybox");

// The paper's four: two that learned from captions, two that learned from people's preferences.
var clip = Lab.Reward("toybox-clip").Named("clip");
var blip2 = Lab.Reward("toybox-blip2").Named("blip2");
var imagereward = Lab.Reward("toybox-imagereward").Named("imagereward");
var pickscore = Lab.Reward("toybox-pickscore").Named("pickscore");
var clipNorm = Lab.TextNorm(clip, "rules", Given(clipTau), Given(scale)).Named("TextNorm(clip)");
var blip2Norm = Lab.TextNorm(blip2, "rules", Given(blip2Tau), Given(scale)).Named("TextNorm(blip2)");
var imagerewardNorm = Lab.TextNorm(imagereward, "rules", Given(imagerewardTau), Given(scale)).Named("TextNorm(imagereward)");
var pickscoreNorm = Lab.TextNorm(pickscore, "rules", Given(pickscoreTau), Given(scale)).Named("TextNorm(pickscore)");
var mean = Lab.Mean(imagerewardNorm, pickscoreNorm).Named("mean of the last two");
var uncertainty = Lab.Uncertainty(lambda, imagerewardNorm, pickscoreNorm).Named("mean - lambda variance");
RecipeReward[] rewards = [clip, clipNorm, blip2, blip2Norm, imagereward, imagerewardNorm, pickscore, pickscoreNorm, mean, uncertainty];
var groundTruth = Lab.Reward("toybox-truth").Named("truth");

var counting = Lab.Generate(model, CountingPrompts(), imagesPerPrompt);
var composition = Lab.Generate(model, CompositionPrompts(), imagesPerPrompt);

Lab.Evaluate.Benchmark(counting, rewards, groundTruth, "counting");
Lab.Evaluate.Benchmark(composition, rewards, groundTruth, "composition");
ImagePool[] all = [.. counting, .. composition];
Lab.Evaluate.Benchmark(all, rewards, groundTruth, "both");

// Why a reward gains or not.
RewardAnatomy("counting", counting, [clip, blip2, imagereward, pickscore], groundTruth);
RewardAnatomy("composition", composition, [clip, blip2, imagereward, pickscore], groundTruth);

Lab.Evaluate.BestOfN(all, rewards, groundTruth, [1, 4, 16, 25]);
