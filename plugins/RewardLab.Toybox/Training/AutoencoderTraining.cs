using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using RewardLab.Torch.Training;
using RewardLab.Torch.Weights;
using RewardLab.Toybox.Scenes;
using static TorchSharp.torch;

namespace RewardLab.Toybox.Training;

/// <summary>Trains Toybox's autoencoder on rendered scenes and writes it to "weights/diffusion/vae" of the run.</summary>
/// <remarks>
/// Loss: absolute plus squared error of a decoded posterior sample, objects weighing more than their ground, plus a small Kullback-Leibler
/// term (Kingma and Welling, 2014; Rombach et al., CVPR 2022). Small batches: what counts here is the number of updates.
/// </remarks>
internal sealed class AutoencoderTraining(AutoencoderTrainingOptions options, string pluginFolder) : IAlgorithm
{
    private const int ScaleSampleCount = 512;
    private const float ObjectWeight = 4;

    public string Name => "Toybox autoencoder training";

    public void Run(OptimizationContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(context);
        var run = context.Run;
        var seeds = SeedStream.Create(run.Seed, "toybox-autoencoder");
        var configPath = Path.Combine(pluginFolder, "weights", "diffusion", "vae", "config.json");
        random.manual_seed(unchecked((long)seeds[-1]));
        using var model = new AutoencoderKL(AutoencoderKLConfig.Load(configPath));
        var scenes = new TrainingScenes(seeds.Child("scenes"));
        var noise = seeds.Child("noise");
        var loop = new TrainingLoop(
            new Dictionary<string, nn.Module> { ["vae"] = model },
            new TrainingLoopOptions
            {
                Stage = "autoencoder",
                Settings = new CheckpointSettings(options) { ["seed"] = run.Seed },
                StepCount = options.StepCount,
                WarmupSteps = Math.Min(100, options.StepCount / 10),
                AverageDecay = 0.995,
                AdamW = new AdamWOptions { LearningRate = options.LearningRate, WeightDecay = 1e-4 },
            },
            run);
        loop.Run(step => Loss(model, scenes, step, noise[step]), cancellationToken);
        Write(model, configPath, Path.Combine(run.Folder, "weights", "diffusion", "vae"), scenes);
    }

    private Tensor Loss(AutoencoderKL model, TrainingScenes scenes, long step, ulong noiseSeed)
    {
        var batch = new Scene[options.BatchSize];
        for (var i = 0; i < batch.Length; i++)
        {
            batch[i] = scenes[(step * batch.Length) + i];
        }

        using var generator = new Generator(noiseSeed);
        var images = ImageTensors.Render(batch);
        var posterior = model.Encode(images);
        var latents = posterior.Mean.Add(posterior.StandardDeviation * randn(posterior.Mean.shape, generator: generator));
        var difference = model.Decode(latents) - images;
        var error = (ImageTensors.ObjectWeights(batch, ObjectWeight) * difference.abs().Add(difference * difference)).mean();
        return error.AddScaled(posterior.Kl().mean(), options.KlWeight);
    }

    // Latents of unit variance are what the noise schedule assumes: the factor goes into the config, as in Stable Diffusion's.
    private static void Write(AutoencoderKL model, string configPath, string folder, TrainingScenes scenes)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var held = Enumerable.Range(0, ScaleSampleCount).Select(i => scenes[long.MaxValue / 2 + i]).ToArray();
        var deviation = cat(held.Chunk(64).Select(chunk => model.Encode(ImageTensors.Render(chunk)).Mean).ToArray()).std().item<float>();
        var config = JsonNode.Parse(Abstractions.TextFile.Read(configPath))!.AsObject();
        config["scaling_factor"] = Math.Round(1.0 / deviation, 5);
        Directory.CreateDirectory(folder);
        AtomicTextFile.Write(Path.Combine(folder, "config.json"), config.ToJsonString(AtomicTextFile.Indented) + "\n");
        ModuleWeights.Save(model, Path.Combine(folder, "diffusion_pytorch_model.safetensors"));
    }
}
