// Best of n for people to judge: the four pictures that each reward likes best of 16, of 64 and of 256, side by side with chance.
// Needs: about twenty minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/06-best-of-n.csx
// Preset: paper-sd21 (the paper's experiment: Stable Diffusion 2.1, its 30 prompts of a set, read from TIA2's folder).
// The sets lie in the run's folder "picks": picks/REWARD/n-256/003-two-cats/1.png and so on, and picks/picks.csv lists them with what picked each; 'rewardlab judge last' lets people compare them blindly.

#load "../scripts/fine-tuning.csx"

var model = Lab.Param("model", "toybox", "toybox, or a Stable Diffusion: a repository in the hub's cache, a folder, or one file");
var precision = Lab.Param("precision", "float32", "type that a Stable Diffusion computes in", ["float32", "bf16", "fp16"]);
var device = Lab.Param("device", "auto", "where to compute: auto, cpu, cuda, cuda:1, mps");
var stepCount = Lab.Param("stepCount", 50, "denoising steps of a Stable Diffusion; Toybox keeps its own", min: 1, max: 1000);
var guidanceScale = Lab.Param("guidanceScale", 7.5, "classifier-free guidance of a Stable Diffusion; Toybox keeps its own", min: 1, max: 100);
var promptFile = Lab.Param("promptFile", "", "a file of prompts, one a line, or a table with a column prompt; empty for ten of each of Toybox's sets");
var promptCount = Lab.Param("promptCount", 0, "prompts at most, the first of the file; 0 for all of them", min: 0, max: 10000);
var tia2 = Lab.Param("tia2", "", "TIA2's folder, as 'data get tia2' makes it: takes the prompts of the paper's experiment; a promptFile goes before it");
var promptSet = Lab.Param("promptSet", "counting", "which of TIA2's sets, and which reward of rewardPreset", ["counting", "composition", "comprehensive"]);
var rewardPreset = Lab.Param("rewardPreset", "", "a preset of rewards, such as recipes/presets/rewards/paper.yaml, to take beside the raw ones; it goes before scale, tau and lambda");
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 256, "pictures a prompt, of which the best are picked", min: 16, max: 65536);
var top = Lab.Param("top", 4, "pictures picked of each n", min: 1, max: 16);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the reward; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

// Ten prompts a set, where the paper takes thirty: every second or fourth of ours.
string[] prompts = promptFile.Length > 0 || tia2.Length > 0 || !IsToybox(model) ? ExperimentPrompts(model, promptFile, promptCount, tia2, promptSet, "best-of-n") :
    [.. CountingPrompts().Where((_, i) => i % 2 == 1).Take(10), .. CompositionPrompts().Where((_, i) => i % 4 == 1).Take(10)];
var pools = Lab.Generate(IsToybox(model) ? Lab.Images("toybox") : OpenModel(model, precision, device, "", stepCount, guidanceScale), prompts, imagesPerPrompt);

var generator = IsToybox(model) ? "rules" : "auto";
var imagereward = ProxyReward(model, "imagereward", tau, scale, lambda, "");
var pickscore = ProxyReward(model, "pickscore", tau, scale, lambda, "");
RecipeReward Normalised(RecipeReward raw) => Lab.TextNorm(raw, generator, Given(tau), Given(scale));
RecipeReward[] rewards =
[
    imagereward, pickscore,
    .. rewardPreset.Length > 0
        ? [ChosenReward(model, "textnorm", rewardPreset, promptSet, tia2, tau, scale, lambda, "")]
        : new[]
        {
            Lab.Mean(Normalised(imagereward), Normalised(pickscore)).Named("TextNorm mean"),
            Lab.Uncertainty(lambda, Normalised(imagereward), Normalised(pickscore)).Named("TextNorm mean - lambda variance"),
        },
];
int[] counts = [.. new[] { 16, 64, 256 }.Where(n => n <= imagesPerPrompt)];

Lab.Picks("picks", pools, rewards, counts, top);

// Where the truth is known: how often is the picked picture true, and does quality fall with n where the reward is poor, as the paper saw? Of others 'rewardlab judge last' asks people.
if (IsToybox(model))
{
    Lab.BestOfN(pools, rewards, Lab.Reward("toybox-truth").Named("truth"), [1, .. counts]);
    Lab.BestOfN(pools, rewards, Lab.Reward("toybox-fidelity").Named("fidelity"), [1, .. counts], "quality");
}
