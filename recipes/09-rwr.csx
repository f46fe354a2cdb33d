// Reward-weighted regression (RWR): fine-tunes an image model on its own best images, weighted by their rewards.
// Needs: about ten minutes on two cores with Toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/09-rwr.csx
// Presets: smoke (a minute), toybox, paper-sd21 (what the paper's authors ran), gpu-24gb. The LoRA is in the run's folder rwr/lora.

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"

var proxy = Lab.Param(
    "proxy", "textnorm", "the reward whose scores weight the images",
    ["imagereward", "pickscore", "clip", "blip2", "textnorm", "aesthetic", "jpeg-compressibility", "jpeg-incompressibility"]);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var lora = Lab.Param("lora", "", "a LoRA to start from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var forPeople = Lab.Param(
    "forPeople", 8, "fresh images per prompt of the base and of the tuned model, saved for 'rewardlab judge'; 0 for none", min: 0, max: 1000);

// Any option of the algorithm: --set rwr.NAME=VALUE. Its own defaults are the paper's table; below: where Toybox differs.
var rwr = Lab.Options("rwr", new
{
    name = "rwr",
    beta = new[] { 0, 0.25, 0.5, 0.75, 1 }, // weights of the KL term; each is trained, and the best on held-out seeds is kept
    steps = 200, // optimizer steps for each beta
    learningRate = 0.0001,
    numInferenceSteps = 10, // denoising steps
    guidanceScale = 3.0,
});

var prompts = FineTuningPrompts();
var heldOut = HeldOutRewards(proxy, members);
var result = Lab.Algorithm(rwr).Run(OpenModel(lora), ProxyReward(proxy, members), prompts, heldOut);

var betas = rwr.Get<double[]>("beta");
foreach (var beta in betas)
{
    var tuning = result.FineTunings.First(one => betas.Length == 1 || one.Name.EndsWith(FormattableString.Invariant($"/beta-{beta}")));
    tuning.Report(FormattableString.Invariant($"RWR by {RewardTitle(proxy)}, beta {beta}"));
    SaveTunedForPeople(FormattableString.Invariant($"rwr by {proxy}, beta {beta}"), tuning.Adapter,
        tuned => OpenModel(tuned.Length > 0 ? tuned : lora, rwr.Get<int>("numInferenceSteps"), rwr.Get<double>("guidanceScale"), eta: 1), prompts, forPeople);
}

Lab.FormerNames(new { betas = "rwr.beta" });
