// Negative-aware fine-tuning (DiffusionNFT): fine-tunes an image model against a reward by its own images alone, noised, good ones and bad ones.
// Needs: minutes on two cores with preset toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/16-nft.csx --preset toybox
// Presets: smoke (a minute), toybox, gpu-24gb, against-ddpo. The LoRA is in the run's folder nft/lora.
// With preset against-ddpo it trains by DDPO too, with as many images per epoch and several training seeds, and says how many images each needs for half a
// standard deviation of the proxy.

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"
#load "../scripts/images-needed.csx"

using RewardLab.Evaluation.Histories;

var proxy = Lab.Param(
    "proxy", "textnorm", "the reward that is optimised",
    ["imagereward", "pickscore", "clip", "blip2", "textnorm", "aesthetic", "jpeg-compressibility", "jpeg-incompressibility"]);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var lora = Lab.Param("lora", "", "a LoRA to start from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var forPeople = Lab.Param(
    "forPeople", 8, "fresh images per prompt of the base and of the tuned model, saved for 'rewardlab judge'; 0 for none", min: 0, max: 1000);
var trainingSeeds = Lab.Param(
    "trainingSeeds", 0, "trainings by each of nft and ddpo, to compare the images that they need; 0 for one by nft alone", min: 0, max: 100);

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

// What nft is compared with, where trainingSeeds is above 0.
var ddpo = Lab.Options("ddpo", new
{
    name = "ddpo",
    epochs = 60,
    samplesPerEpoch = 32,
    imagesPerPrompt = 4,
    numInferenceSteps = 10,
    guidanceScale = 3.0,
    learningRate = 0.001,
    normalization = "flowGroupGlobal", // the same advantages as nft's
});

var prompts = FineTuningPrompts();
var heldOut = HeldOutRewards(proxy, members);
var reward = ProxyReward(proxy, members);
if (trainingSeeds > 0)
{
    // Each training has a name, and with it random numbers, of its own; the held-out images are the same for all.
    var trainings = new List<(string Algorithm, int Seed, FineTuningHistory History, int SamplesPerEpoch)>();
    foreach (var (seed, options) in from seed in Enumerable.Range(1, trainingSeeds) from options in new[] { nft, ddpo } select (seed, options))
    {
        var name = options.Get<string>("name");
        var trained = Lab.Algorithm(options.With(new { name = $"{name}-{seed}" })).Run(OpenModel(lora), reward, prompts, heldOut);
        trainings.Add((name, seed, trained.History, options.Get<int>("samplesPerEpoch")));
    }

    TableImagesNeeded($"Images needed against {RewardTitle(proxy)}", trainings);
    return;
}

var result = Lab.Algorithm(nft).Run(OpenModel(lora), reward, prompts, heldOut);

result.Report($"NFT against {RewardTitle(proxy)}");
SaveTunedForPeople($"nft against {proxy}", result.Adapter,
    tuned => OpenModel(tuned.Length > 0 ? tuned : lora, nft.Get<int>("numInferenceSteps"), nft.Get<double>("guidanceScale"), eta: 1), prompts, forPeople);
