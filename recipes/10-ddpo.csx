// Policy gradients (DDPO): fine-tunes an image model against a reward, and shows whether held-out rewards, which are not optimised, agree.
// Needs: 20 to 25 minutes on two cores with preset toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/10-ddpo.csx --preset toybox
// Presets: smoke (a minute), toybox, paper-sd21 (what the paper's authors ran), gpu-24gb. The LoRA is in the run's folder ddpo/lora.

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"

var proxy = Lab.Param(
    "proxy", "textnorm", "the reward that is optimised",
    ["imagereward", "pickscore", "clip", "blip2", "textnorm", "aesthetic", "jpeg-compressibility", "jpeg-incompressibility"]);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var lora = Lab.Param("lora", "", "a LoRA to start from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var forPeople = Lab.Param(
    "forPeople", 8, "fresh images per prompt of the base and of the tuned model, saved for 'rewardlab judge'; 0 for none", min: 0, max: 1000);

// Any option of the algorithm: --set ddpo.NAME=VALUE. Its own defaults are the paper's table; below: where Toybox differs.
var ddpo = Lab.Options("ddpo", new
{
    name = "ddpo",
    epochs = 60,
    samplesPerEpoch = 32, // images per epoch; one optimizer step per epoch learns from all of them
    numInferenceSteps = 10, // denoising steps
    guidanceScale = 3.0,
    learningRate = 0.001,
    normalization = "group", // a reward is compared with those of its prompt in this epoch
});

var prompts = FineTuningPrompts();
var heldOut = HeldOutRewards(proxy, members);
var result = Lab.Algorithm(ddpo).Run(OpenModel(lora), ProxyReward(proxy, members), prompts, heldOut);

result.Report($"DDPO against {RewardTitle(proxy)}");
SaveTunedForPeople($"ddpo against {proxy}", result.Adapter,
    tuned => OpenModel(tuned.Length > 0 ? tuned : lora, ddpo.Get<int>("numInferenceSteps"), ddpo.Get<double>("guidanceScale"), eta: 1), prompts, forPeople);
