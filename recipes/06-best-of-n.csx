// Best of n for people to judge: the four images that each reward scores highest of 16, of 64 and of 256, side by side with chance.
// Needs: about twenty minutes on two cores. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/06-best-of-n.csx
// Preset: paper-sd21 (the paper's experiment: Stable Diffusion 2.1, its 30 prompts of a set, read from TIA2's folder).
// The images are in the run's folder "picks": picks/REWARD/n-256/003-two-cats/1.png and so on, and picks/image-groups.csv lists them with what selected each;
// 'rewardlab judge last' lets people compare them blindly.

#load "../scripts/fine-tuning-setup.csx"

var imagesPerPrompt = Lab.Param("imagesPerPrompt", 256, "images per prompt, of which the best are selected", min: 16, max: 65536);
var topK = Lab.Param("topK", 4, "images selected of each n", min: 1, max: 16);
var numInferenceSteps = Lab.Param("numInferenceSteps", 50, "denoising steps of a Stable Diffusion; Toybox keeps its own", min: 1, max: 1000);
var guidanceScale = Lab.Param("guidanceScale", 7.5, "classifier-free guidance of a Stable Diffusion; Toybox keeps its own", min: 1, max: 100);

// Ten prompts per set, where the paper takes thirty: every second or fourth of ours.
var prompts = ExperimentPrompts(
    "best-of-n", [.. CountingPrompts().Where((_, i) => i % 2 == 1).Take(10), .. CompositionPrompts().Where((_, i) => i % 4 == 1).Take(10)]);
var pools = Lab.Generate(IsToybox() ? Lab.ImageModel("toybox") : OpenModel("", numInferenceSteps, guidanceScale), prompts, imagesPerPrompt);

var (imagereward, pickscore) = (RawReward("imagereward"), RawReward("pickscore"));
RecipeReward[] rewards =
[
    imagereward, pickscore,
    .. rewardPreset.Length > 0
        ? [PresetReward()]
        : new[]
        {
            Lab.Mean(Normalised(imagereward), Normalised(pickscore)).Named("TextNorm mean"),
            Lab.Uncertainty(lambda, Normalised(imagereward), Normalised(pickscore)).Named("TextNorm mean - lambda variance"),
        },
];
int[] counts = [.. new[] { 16, 64, 256 }.Where(n => n <= imagesPerPrompt)];

Lab.Save.TopK("picks", pools, rewards, counts, topK);

// Names of the former version.
Lab.FormerNames(new { stepCount = "numInferenceSteps", top = "topK" });

// Where the ground truth is known: how often is the selected image correct, and does quality fall with n where the reward is poor,
// as the paper saw? Of others 'rewardlab judge last' asks people.
if (IsToybox())
{
    Lab.Evaluate.BestOfN(pools, rewards, Lab.Reward("toybox-truth").Named("truth"), [1, .. counts]);
    Lab.Evaluate.BestOfN(pools, rewards, Lab.Reward("toybox-fidelity").Named("fidelity"), [1, .. counts], "quality");
}
