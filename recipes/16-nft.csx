// Negative-aware fine-tuning (DiffusionNFT): fine-tunes an image model against a reward by its own images alone, noised, good ones and bad ones.
// Needs: 15 minutes on two cores with preset toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/16-nft.csx --preset toybox
// Presets: smoke (a minute), toybox, gpu-24gb. The LoRA is in the run's folder nft/lora.

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"

var proxy = Lab.Param(
    "proxy", "textnorm", "the reward that is optimised",
    ["imagereward", "pickscore", "clip", "blip2", "textnorm", "aesthetic", "jpeg-compressibility", "jpeg-incompressibility"]);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var lora = Lab.Param("lora", "", "a LoRA to start from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var forPeople = Lab.Param(
    "forPeople", 8, "fresh images per prompt of the base and of the tuned model, saved for 'rewardlab judge'; 0 for none", min: 0, max: 1000);

// Any option of the algorithm: --set nft.NAME=VALUE. Its own defaults are its authors'; below: where Toybox differs.
var nft = Lab.Options("nft", new
{
    name = "nft",
    epochs = 60,
    samplesPerEpoch = 32, // images per epoch; one optimizer step per epoch learns from all of them
    imagesPerPrompt = 4, // images of a prompt that are compared with each other
    numInferenceSteps = 10, // denoising steps
    guidanceScale = 3.0, // of sampling and evaluations: Toybox's base needs it; training has none
    learningRate = 0.001,
});

var prompts = FineTuningPrompts();
var heldOut = HeldOutRewards(proxy, members);
var result = Lab.Algorithm(nft).Run(OpenModel(lora), ProxyReward(proxy, members), prompts, heldOut);

result.Report($"NFT against {RewardTitle(proxy)}");
SaveTunedForPeople($"nft against {proxy}", result.Adapter,
    tuned => OpenModel(tuned.Length > 0 ? tuned : lora, nft.Get<int>("numInferenceSteps"), nft.Get<double>("guidanceScale"), eta: 1), prompts, forPeople);
