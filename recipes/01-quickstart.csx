// The main job in a minute: generate images, score them, calibrate the scores with TextNorm, and see what best-of-n selects.
// Needs nothing but this repository. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/01-quickstart.csx
// Eight prompts are a demonstration, not a result: the intervals are wide. recipes/13-textnorm-variants.csx is where the result is read.

#load "../scripts/textnorm.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 64, "images per prompt; best-of-n selects from these", min: 25, max: 1024);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var clipTau = Lab.Param(
    "clipTau", 0.0, "equation 1's temperature for the reward that learned from captions, in units of the reward; 0 for min-max", min: 0, max: 1000);
var imagerewardTau = Lab.Param("imagerewardTau", 0.0, "the same for the first that learned from people's preferences", min: 0, max: 1000);
var pickscoreTau = Lab.Param("pickscoreTau", 0.0, "the same for the second", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

string[] prompts =
[
    "two apples", "three cats", "two fish", "four stars",                            // counting
    "a cat and a ball", "an apple and a star", "two cups and a fish", "a ball and two cats", // composition
];

// 64 x 64 images by a model of Stable Diffusion's layout. Its mistakes are real: nobody told it how to count.
var pools = Lab.Generate(Lab.ImageModel("toybox"), prompts, imagesPerPrompt);

// Small relatives of CLIP, ImageReward and PickScore, raw and calibrated over prompts that a rule writes ("three apples" against two, four, ...),
// and the paper's two ensembles of those that learned from people.
var clip = Lab.Reward("toybox-clip").Named("clip");
var imagereward = Lab.Reward("toybox-imagereward").Named("imagereward");
var pickscore = Lab.Reward("toybox-pickscore").Named("pickscore");
var clipNorm = Lab.TextNorm(clip, "rules", Given(clipTau), Given(scale)).Named("TextNorm(clip)");
var imagerewardNorm = Lab.TextNorm(imagereward, "rules", Given(imagerewardTau), Given(scale)).Named("TextNorm(imagereward)");
var pickscoreNorm = Lab.TextNorm(pickscore, "rules", Given(pickscoreTau), Given(scale)).Named("TextNorm(pickscore)");
var mean = Lab.Mean(imagerewardNorm, pickscoreNorm).Named("mean of both");
var uncertainty = Lab.Uncertainty(lambda, imagerewardNorm, pickscoreNorm).Named("mean - lambda variance");
RecipeReward[] rewards = [clip, clipNorm, imagereward, imagerewardNorm, pickscore, pickscoreNorm, mean, uncertainty];

// The ground truth is read off the image by an inspector that does not know the prompt's scene. No reward sees it.
var groundTruth = Lab.Reward("toybox-truth").Named("truth");

var benchmark = Lab.Evaluate.Benchmark(pools, rewards, groundTruth);

int[] counts = [.. new[] { 1, 4, 16, 64, 256, 1024 }.Where(n => n <= imagesPerPrompt)];
Lab.Evaluate.BestOfN(pools, rewards, groundTruth, counts);
Lab.Charts.BestOfN("best-of-n", pools, mean, groundTruth, counts);

// For the report: does calibration lift the curves, and where is the ensemble wrong?
Lab.Charts.Curves("calibration", pools, [imagereward, imagerewardNorm], groundTruth);
Lab.Charts.Disagreements("disagreements", pools, mean, groundTruth);

var run = Path.GetRelativePath(Environment.CurrentDirectory, Lab.Run.Folder);
run = run.StartsWith("..") ? Lab.Run.Folder : run;
var program = File.Exists("src/RewardLab/RewardLab.csproj") ? "dotnet run -c Release --project src/RewardLab --" : "rewardlab";
Lab.Evaluate.Conclude(benchmark,
    $"Open {Path.Combine(run, "report.html")}: every metric and its leads, curves, and the images that the ensemble gets wrong.",
    "For the same over 69 prompts, in about eight minutes, run:",
    $"  {program} run recipes/13-textnorm-variants.csx");
