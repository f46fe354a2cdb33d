// Best of n for people to judge: the four pictures that each reward likes best of 16, of 64 and of 256, side by side with chance.
// Needs: about twenty minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/06-best-of-n.csx
// The sets lie in the run's folder "picks": picks/REWARD/n-256/003-two-cats/1.png and so on, and picks/picks.csv lists them with what picked each; 'rewardlab judge last' lets people compare them blindly.

#load "../scripts/textnorm.csx"
#load "../scripts/toybox-prompts.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 256, "pictures a prompt, of which the best are picked", min: 16, max: 65536);
var top = Lab.Param("top", 4, "pictures picked of each n", min: 1, max: 16);
var scale = Lab.Param("scale", 0.0, "scale of min-max TextNorm, whatever the reward's unit; 0 for its default, 10", min: 0, max: 1000);
var tau = Lab.Param("tau", 0.0, "equation 1's temperature, in units of the reward; 0 for min-max", min: 0, max: 1000);
var lambda = Lab.Param("lambda", 0.5, "weight of the disagreement between rewards", min: 0, max: 100);

// Ten prompts a set, where the paper takes thirty: every second or fourth of ours.
string[] prompts = [.. CountingPrompts().Where((_, i) => i % 2 == 1).Take(10), .. CompositionPrompts().Where((_, i) => i % 4 == 1).Take(10)];
var pools = Lab.Generate(Lab.Images("toybox"), prompts, imagesPerPrompt);

var imagereward = Lab.Reward("toybox-imagereward").Named("imagereward");
var pickscore = Lab.Reward("toybox-pickscore").Named("pickscore");
var imagerewardNorm = Lab.TextNorm(imagereward, "rules", Given(tau), Given(scale));
var pickscoreNorm = Lab.TextNorm(pickscore, "rules", Given(tau), Given(scale));
RecipeReward[] rewards =
[
    imagereward, pickscore,
    Lab.Mean(imagerewardNorm, pickscoreNorm).Named("TextNorm mean"),
    Lab.Uncertainty(lambda, imagerewardNorm, pickscoreNorm).Named("TextNorm mean - lambda variance"),
];
int[] counts = [.. new[] { 16, 64, 256 }.Where(n => n <= imagesPerPrompt)];

Lab.Picks("picks", pools, rewards, counts, top);
Lab.BestOfN(pools, rewards, Lab.Reward("toybox-truth").Named("truth"), [1, .. counts]);

// Does quality fall with n where the reward is poor, as the paper saw?
Lab.BestOfN(pools, rewards, Lab.Reward("toybox-fidelity").Named("fidelity"), [1, .. counts], "quality");
