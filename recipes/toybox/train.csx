// Trains all of Toybox from nothing: vocabulary, autoencoder, text encoder and U-Net, caption reward, preference reward.
// Needs: about 80 minutes on one thread. Run:  dotnet run -c Release --project src/RewardLab -- run recipes/toybox/train.csx --threads 1
// The weights land in the run's folder "weights", laid out as plugins/RewardLab.World.Toybox/weights: copy them over it to use them.
// The same seed gives the same bytes on the same machine and thread count; the committed weights were made with the defaults.

var autoencoderSteps = Lab.Param("autoencoderSteps", 4500, "optimizer steps of the autoencoder, 4 pictures each", min: 1);
var denoiserSteps = Lab.Param("denoiserSteps", 7500, "optimizer steps of text encoder and U-Net, 32 pictures each", min: 1);
var denoiserPictures = Lab.Param("denoiserPictures", 24000, "pictures that text encoder and U-Net learn from", min: 64);
var captionSteps = Lab.Param("captionSteps", 2000, "optimizer steps of the caption reward", min: 1);
var preferenceSteps = Lab.Param("preferenceSteps", 400, "optimizer steps of the preference reward", min: 1);
var picturesPerPrompt = Lab.Param("picturesPerPrompt", 16, "pictures a prompt that simulated people choose from", min: 2);

var weights = Path.Combine(Lab.Run.Folder, "weights");

Lab.Optimizer("toybox-train-vocabulary").Run();
Lab.Optimizer("toybox-train-autoencoder", new { stepCount = autoencoderSteps }).Run();
Lab.Optimizer("toybox-train-denoiser", new { stepCount = denoiserSteps, pictureCount = denoiserPictures, autoencoder = Path.Combine(weights, "diffusion", "vae") }).Run();
Lab.Optimizer("toybox-train-caption", new { stepCount = captionSteps }).Run();

// People choose between pictures that the model really draws, true or not.
var model = Lab.Images("toybox", new { folder = Path.Combine(weights, "diffusion") });
Lab.Optimizer("toybox-train-preference", new { stepCount = preferenceSteps, picturesPerPrompt, start = Path.Combine(weights, "caption") }).Run(model: model);
