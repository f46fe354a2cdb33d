using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Schedulers;
using RewardLab.Torch.Text;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using RewardLab.Toybox.Language;
using RewardLab.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Training;

/// <summary>Trains Toybox's text encoder and U-Net together and writes both beside the autoencoder in "weights/diffusion" of the run.</summary>
/// <remarks>
/// Loss: mean squared error of the velocity (Salimans and Ho, ICLR 2022, appendix D). Stable Diffusion
/// takes a frozen CLIP for its text; a tiny one is better off learning its words with the images.
/// </remarks>
internal sealed class DenoiserTraining(DenoiserTrainingOptions options, string pluginFolder) : IAlgorithm
{
    // Below 1, noisy timesteps come more often: how many objects there are is settled early, when little but noise is to be seen.
    private const double NoisyBias = 0.7;

    public string Name => "Toybox denoiser training";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = context.Run;
        var seeds = SeedStream.Create(run.Seed, "toybox-denoiser");
        var configs = Path.Combine(pluginFolder, "weights", "diffusion");
        var autoencoderFolder = options.Autoencoder.Length > 0 ? options.Autoencoder : Path.Combine(configs, "vae");
        using var autoencoder = new AutoencoderKL(AutoencoderKLConfig.Load(Path.Combine(autoencoderFolder, "config.json")));
        using (var weights = SafetensorsFile.Open(Path.Combine(autoencoderFolder, "diffusion_pytorch_model.safetensors")))
        {
            ModuleWeights.Load(autoencoder, weights);
        }

        var scheduler = new DdimScheduler(DdimSchedulerConfig.Load(Path.Combine(configs, "scheduler", "scheduler_config.json")));
        var tokenizer = ClipTokenizer.FromFolder(Path.Combine(configs, "tokenizer"));
        random.manual_seed(unchecked((long)seeds[-1]));
        using var unet = new UNet2DConditionModel(UNet2DConditionConfig.Load(Path.Combine(configs, "unet", "config.json")));
        using var text = new ClipTextModel(ClipTextConfig.Load(Path.Combine(configs, "text_encoder", "config.json")));
        using var library = LatentLibrary.Encode(autoencoder, new TrainingScenes(seeds.Child("scenes")), options.ImageCount, run, cancellationToken);
        var steps = seeds.Child("steps");
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["unet"] = unet, ["text_encoder"] = text },
            new TrainingLoopOptions
            {
                Stage = "denoiser",
                Settings = new CheckpointSettings(options) { ["seed"] = run.Seed },
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(200, options.StepCount / 10),
                AverageDecay = 0.999,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = 1e-3 },
            },
            run);
        loop.Run(step => Loss(unet, text, tokenizer, scheduler, library, steps[step]), cancellationToken);
        Write(unet, text, configs, Path.Combine(run.Folder, "weights", "diffusion"));
    }

    private Tensor Loss(UNet2DConditionModel unet, ClipTextModel text, ClipTokenizer tokenizer, DdimScheduler scheduler, LatentLibrary library, ulong seed)
    {
        var random = new ToyRandom(seed);
        var captioning = new CaptionOptions { WrongCountProbability = options.WrongCounts, LeadProbability = 0.1 };
        var (indices, timesteps, captions) = (new long[options.BatchSize], new long[options.BatchSize], new string[options.BatchSize]);
        for (var i = 0; i < indices.Length; i++)
        {
            indices[i] = random.Next(library.Counts.Length);
            timesteps[i] = (long)(scheduler.Config.NumTrainTimesteps * Math.Pow(random.NextDouble(), NoisyBias));
            captions[i] = random.NextBool(options.CaptionDropout) ? "" : Captioner.Caption(library.Counts[indices[i]], captioning, random);
        }

        using var generator = new Generator(random.NextUInt64());
        var clean = library.Latents.index_select(0, tensor(indices)); // [batch, 4, 16, 16]
        var noise = randn(clean.shape, generator: generator);
        var times = tensor(timesteps);
        var words = text.Encode(tokenizer.EncodePadded(captions).IdsTensor()).LastHiddenState; // [batch, 16, 96]
        var predicted = unet.call(scheduler.AddNoise(clean, noise, times), times, words);
        return nn.functional.mse_loss(predicted, scheduler.Target(clean, noise, times));
    }

    private static void Write(UNet2DConditionModel unet, ClipTextModel text, string configs, string folder)
    {
        var small = Directory.EnumerateFiles(configs, "*", SearchOption.AllDirectories).Where(static f => Path.GetExtension(f) is ".json" or ".txt");
        foreach (var file in small.Select(f => Path.GetRelativePath(configs, f)).Where(static f => Path.GetDirectoryName(f) != "vae"))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, file))!);
            File.Copy(Path.Combine(configs, file), Path.Combine(folder, file), overwrite: true);
        }

        ModuleWeights.Save(unet, Path.Combine(folder, "unet", "diffusion_pytorch_model.safetensors"));
        ModuleWeights.Save(text, Path.Combine(folder, "text_encoder", "model.safetensors"));
    }
}
