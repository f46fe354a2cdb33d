// Trains all of Toybox from nothing: vocabularies, autoencoder, text encoder and U-Net, and the four rewards.
// Needs: about two hours on one thread; with --set parts=rewards, which takes the image model as it is, 45 minutes.
// Run:  dotnet run -c Release --project src/RewardLab -- run recipes/toybox/train.csx --threads 1
// The weights land in the run's folder "weights", laid out as plugins/RewardLab.Toybox/weights: copy them over it to use them.
// The same seed gives the same bytes on the same machine and thread count; the committed weights were made with the defaults.

#load "../../scripts/toybox-prompts.csx"
#load "../../scripts/preferences.csx"

var parts = Lab.Param("parts", "all", "what to train: all, or the rewards alone", ["all", "rewards"]);
var autoencoderSteps = Lab.Param("autoencoderSteps", 4500, "optimizer steps of the autoencoder, 4 images each", min: 1);
var denoiserSteps = Lab.Param("denoiserSteps", 7500, "optimizer steps of text encoder and U-Net, 32 images each", min: 1);
var denoiserImages = Lab.Param("denoiserPictures", 24000, "images that text encoder and U-Net learn from", min: 64);
var clipSteps = Lab.Param("clipSteps", 2000, "optimizer steps of toybox-clip on captions, 64 each", min: 1);
var blipSteps = Lab.Param("blipSteps", 2500, "optimizer steps of BLIP and of BLIP-2 on captions, 32 each", min: 1);
var choiceSteps = Lab.Param("choiceSteps", 1000, "most optimizer steps on choices, 48 each", min: 1);
var imagesPerPrompt = Lab.Param("imagesPerPrompt", 16, "images per prompt that simulated people choose from", min: 2);
var choicesPerPrompt = Lab.Param("choicesPerPrompt", 90, "choices per prompt", min: 1);
Lab.FormerNames(new { picturesPerPrompt = "imagesPerPrompt" });

var weights = Path.Combine(Lab.Run.Folder, "weights");

Lab.Algorithm("toybox-train-vocabulary").Run();
if (parts == "all")
{
    Lab.Algorithm("toybox-train-autoencoder", new { stepCount = autoencoderSteps }).Run();
    Lab.Algorithm(
        "toybox-train-denoiser", new { stepCount = denoiserSteps, imageCount = denoiserImages, autoencoder = Path.Combine(weights, "diffusion", "vae") }).Run();
}

// As CLIP, BLIP and BLIP-2 were: on images and captions, which are careless with numbers.
Lab.Algorithm("toybox-train-captions", new { layout = "clip", stepCount = clipSteps }).Run();
Lab.Algorithm("toybox-train-captions", new { layout = "blip", stepCount = blipSteps, batchSize = 32 }).Run();
Lab.Algorithm("toybox-train-captions", new { layout = "blip2", stepCount = blipSteps, batchSize = 32 }).Run();

// As PickScore and ImageReward were: people choose between images that the model really generates, correct or not, and appearance sways them.
var model = parts == "all" ? Lab.ImageModel("toybox", new { folder = Path.Combine(weights, "diffusion") }) : Lab.ImageModel("toybox");
var choices = WriteChoices(Lab.Generate(model, AllToyPrompts(), imagesPerPrompt), Lab.Reward("toybox-preference"), choicesPerPrompt, tieWeight: 0.5);
// Training on preferences alone forgets what prompts mean: the weight of the contrastive loss was chosen on tune.csx's images, where BLIP needs more of it.
foreach (var (name, start, negativesWeight) in new[] { ("pickscore", "clip", 0.1), ("imagereward", "blip", 0.5) })
{
    Lab.Algorithm("train-reward", new
    {
        name, preferences = choices, model = Path.Combine(weights, start), stepCount = choiceSteps, batchSize = 48, learningRate = 0.0002, negativesWeight,
        averageDecay = 0.99, evaluationInterval = 50, patience = 5, validationShare = 0.15, testShare = 0.15,
    }).Run();
}
