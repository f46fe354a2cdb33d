// Direct preference optimization (Diffusion-DPO): fine-tunes an image model on people's preferences between images, without a reward.
// Needs: minutes on two cores with Toybox. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/15-dpo.csx
// Presets: smoke (a minute), toybox, gpu-24gb. The LoRA is in the run's folder dpo/lora.
// As it stands it generates Toybox images and lets simulated people choose. Your own labels become a LoRA by one command:
//   ... run recipes/15-dpo.csx --preset gpu-24gb --set labels=runs/RUN/images/labels.db --set model=stable-diffusion-v1-5/stable-diffusion-v1-5

#load "../scripts/fine-tuning-setup.csx"
#load "../scripts/set-comparison.csx"
#load "../scripts/preferences.csx"

var labels = Lab.Param(
    "labels", "", "people's labels or comparisons of images: a study's file such as labels.db, or what 'bench run' reads; "
    + "empty for simulated people on Toybox");
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 24, "Toybox images per prompt that simulated people choose between", min: 2, max: 1024);
var choicesPerPrompt = Lab.Param("choicesPerPrompt", 100, "simulated choices per prompt", min: 1);
var tieWeight = Lab.Param("tieWeight", 0.5, "how readily simulated people call a tie; 0 for never", min: 0, max: 100);
var proxy = Lab.Param(
    "proxy", "pickscore", "the reward that is measured and chooses the checkpoint; nothing is optimised for it",
    ["imagereward", "pickscore", "clip", "blip2", "textnorm", "aesthetic", "jpeg-compressibility", "jpeg-incompressibility"]);
var members = Lab.Param("members", "imagereward,pickscore", "the rewards that textnorm calibrates and joins, of imagereward, pickscore, clip, blip2");
var lora = Lab.Param("lora", "", "a LoRA to start from: its file or folder, or several as [{path: x, weight: 0.8}, ...]; empty for the base");
var forPeople = Lab.Param(
    "forPeople", 8, "fresh images per prompt of the base and of the tuned model, saved for 'rewardlab judge'; 0 for none", min: 0, max: 1000);

// Any option of the algorithm: --set dpo.NAME=VALUE. Its own defaults are its authors'; below: where Toybox differs.
var dpo = Lab.Options("dpo", new
{
    name = "dpo",
    steps = 300, // optimizer steps
    batchSize = 16, // pairs per step
    beta = 500.0, // the larger, the closer to the base
    learningRate = 0.001,
    numInferenceSteps = 10, // denoising steps
    guidanceScale = 3.0,
});

if (dpo.Get<string>("preferences").Length == 0)
{
    dpo = dpo.With(new
    {
        preferences = labels.Length > 0 ? WritePeoplesPreferences(labels)
            : IsToybox() ? WriteChoices(
                Lab.Generate(OpenModel(lora), FineTuningPrompts(), imagesPerPrompt), Lab.Reward("toybox-preference"), choicesPerPrompt, tieWeight)
            : throw new RewardLabException("labels: simulated people choose between Toybox's images only; give labels, or dpo.preferences."),
    });
}

// Evaluated on the prompts that people were asked about, or those of a file.
string[] prompts = promptFile.Length > 0 ? FineTuningPrompts() : PromptsOfPreferences(dpo.Get<string>("preferences"));
prompts = promptCount > 0 ? [.. prompts.Take(promptCount)] : prompts;
var heldOut = HeldOutRewards(proxy, members);
var result = Lab.Algorithm(dpo).Run(
    OpenModel(lora), ProxyReward(proxy, members), prompts,
    IsToybox() ? [.. heldOut, Lab.Reward("toybox-preference").Named("people")] : heldOut);

result.Report($"DPO on people's preferences, measured by {RewardTitle(proxy)}");
SaveTunedForPeople("dpo", result.Adapter,
    tuned => OpenModel(tuned.Length > 0 ? tuned : lora, dpo.Get<int>("numInferenceSteps"), dpo.Get<double>("guidanceScale"), eta: 1), prompts, forPeople);
