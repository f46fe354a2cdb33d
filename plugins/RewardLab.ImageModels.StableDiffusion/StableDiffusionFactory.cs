using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Weights;

namespace RewardLab.ImageModels.StableDiffusion;

/// <summary>Makes the image model "stable-diffusion": latent diffusion with text encoder, U-Net and autoencoder (Rombach et al., arXiv:2112.10752),
/// with two text encoders as Stable Diffusion XL (Podell et al., arXiv:2307.01952), sampled by DDIM.</summary>
[ExportImageModel(Id, Description = "Stable Diffusion 1, 2 and XL, from a folder or from one file")]
public sealed class StableDiffusionFactory : ComponentFactory<IImageModel, StableDiffusionOptions>
{
    internal const string Id = "stable-diffusion";
    private static readonly string[] FileExtensions = [".safetensors", ".ckpt", ".pt", ".pth", ".bin"];

    /// <inheritdoc />
    protected override IImageModel Create(StableDiffusionOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var pipeline = Load(options, context);
        try
        {
            pipeline.UNet.SliceAttention(options.AttentionSlicing);
            var generation = new GenerationOptions
            {
                NumInferenceSteps = options.NumInferenceSteps,
                GuidanceScale = options.GuidanceScale,
                Eta = options.Eta,
                NegativePrompt = options.NegativePrompt,
                Height = options.Height,
                Width = options.Width,
                ClipSkip = options.ClipSkip,
                PromptChunks = options.PromptChunks,
                OriginalHeight = options.OriginalHeight,
                OriginalWidth = options.OriginalWidth,
                CropTop = options.CropTop,
                CropLeft = options.CropLeft,
                DecodesOneByOne = options.VaeSlicing,
            };
            var batchSize = options.BatchSize > 0 ? options.BatchSize : GenerationBatch.Choose(pipeline, generation, Id, context);
            var model = new PipelineImageModel(Id, pipeline, generation with { BatchSize = batchSize }, context.Logger.LogLine);
            model.AddLoras([.. options.Lora.Select(lora => lora with { Weight = lora.Weight * options.LoraWeight })]);
            return model;
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }

    private static TextToImagePipeline Load(StableDiffusionOptions options, ComponentContext context)
    {
        var placement = Placement.From(options);
        if (PlacementSpeed.IsSlow(placement))
        {
            context.Logger.LogLine(
                $"{Id}: {options.Precision.ToString().ToLowerInvariant()} is far slower than float32 on this processor, which lacks AVX-512; "
                + "choose it only where memory is short.");
        }

        if (!IsFile(options.Model))
        {
            if (options.Config.Length > 0)
            {
                throw new RewardLabException(
                    $"config is '{options.Config}', but model '{options.Model}' is not a single "
                    + "file: its own folder holds the configurations; leave config out.");
            }

            var folder = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.ImageModel));
            return FlowFolder.IsOne(folder)
                ? throw new RewardLabException($"{folder.Path} holds a Stable Diffusion 3; open it with image model '{StableDiffusion3Factory.Id}'.")
                : StableDiffusionFiles.Load(folder, placement);
        }

        var file = Path.GetFullPath(options.Model);
        if (!File.Exists(file))
        {
            throw new RewardLabException($"{file}: there is no such file; name one file of the whole model, a folder, or a repository in the hub's cache.");
        }

        return options.Config.Length > 0
            ? StableDiffusionFiles.LoadSingleFile(file, ModelFolder.Open(context.Models.Folders(options.Config, ComponentKind.ImageModel)), placement)
            : throw new RewardLabException(
                $"{file}: one file holds neither tokenizer nor configurations; name with config a folder or repository that does, "
                + "such as the same model's in diffusers' layout.");
    }

    private static bool IsFile(string model) =>
        File.Exists(model) || (!Directory.Exists(model) && FileExtensions.Any(extension => model.EndsWith(extension, StringComparison.OrdinalIgnoreCase)));
}
