// The main job in a minute: draw pictures, score them, calibrate the scores with TextNorm, and see what best-of-n picks.
// Needs nothing but this repository. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/01-quickstart.csx
// Eight prompts are a taste, not a verdict: the intervals are wide. recipes/02-benchmark.csx is where the verdict is read.

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 64, "pictures a prompt; best-of-n picks from these", min: 25, max: 1024);
var captionTau = Lab.Param("captionTau", 0.3, "TextNorm's temperature for the caption reward, in units of the reward", min: 0.001, max: 1000);
var preferenceTau = Lab.Param("preferenceTau", 0.1, "TextNorm's temperature for the preference reward", min: 0.001, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

string[] prompts =
[
    "two apples", "three cats", "two fish", "four stars",                            // counting
    "a cat and a ball", "an apple and a star", "two cups and a fish", "a ball and two cats", // composition
];

// 64 x 64 pictures by a model of Stable Diffusion's layout. Its mistakes are real: nobody told it how to count.
var pools = Lab.Generate(Lab.Images("toybox"), prompts, imagesPerPrompt);

// Two rewards, raw and calibrated over prompts that a rule writes ("three apples" against two, four, ...), and two ensembles.
var caption = Lab.Reward("toybox-clip").Named("caption");
var preference = Lab.Reward("toybox-pickscore").Named("preference");
var captionNorm = Lab.TextNorm(caption, "rules", captionTau).Named("TextNorm(caption)");
var preferenceNorm = Lab.TextNorm(preference, "rules", preferenceTau).Named("TextNorm(preference)");
var mean = Lab.Mean(captionNorm, preferenceNorm).Named("mean of both");
var uncertainty = Lab.Uncertainty(lambda, captionNorm, preferenceNorm).Named("mean - lambda variance");
RecipeReward[] rewards = [caption, captionNorm, preference, preferenceNorm, mean, uncertainty];

// The truth is read off the picture by an inspector that does not know the prompt's scene. No reward sees it.
var truth = Lab.Reward("toybox-truth").Named("truth");

Lab.Benchmark(pools, rewards, truth);

int[] counts = [.. new[] { 1, 4, 16, 64, 256, 1024 }.Where(n => n <= imagesPerPrompt)];
Lab.BestOfN(pools, rewards, truth, counts);
Lab.ContactSheet("best-of-n", pools, mean, truth, counts);
