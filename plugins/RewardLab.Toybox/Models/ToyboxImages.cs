using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the image model "toybox": text encoder, U-Net and autoencoder in Stable Diffusion's layout, 64 x 64.</summary>
[ExportImageModel("toybox", Description = "a tiny text-to-image model of toys, imperfect at counting")]
public sealed class ToyboxImages : ComponentFactory<IImageModel, ToyboxImagesOptions>
{
    /// <inheritdoc />
    protected override IImageModel Create(ToyboxImagesOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(context.PluginFolder, "weights", "diffusion");
        var model = new PipelineImageModel("toybox", TextToImagePipeline.Load(folder, Placement.Find(options.Device)), new GenerationOptions
        {
            NumInferenceSteps = options.NumInferenceSteps,
            GuidanceScale = options.GuidanceScale,
            Eta = options.Eta,
            BatchSize = options.BatchSize,
        }, context.Logger.LogLine);
        try
        {
            model.AddLoras([.. options.Lora.Select(lora => lora with { Weight = lora.Weight * options.LoraWeight })]);
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
