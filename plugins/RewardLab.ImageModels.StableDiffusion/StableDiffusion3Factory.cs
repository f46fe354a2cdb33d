using RewardLab.Abstractions;
using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Weights;
using TorchSharp;

namespace RewardLab.ImageModels.StableDiffusion;

/// <summary>Makes the image model "stable-diffusion-3": a flow by a transformer over image and text, three text encoders and an autoencoder of 16 channels
/// (Esser et al., arXiv:2403.03206).</summary>
[ExportImageModel(Id, Description = "Stable Diffusion 3 and 3.5, from a folder")]
public sealed class StableDiffusion3Factory : ComponentFactory<IImageModel, StableDiffusion3Options>
{
    internal const string Id = "stable-diffusion-3";

    /// <inheritdoc />
    protected override IImageModel Create(StableDiffusion3Options options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var folder = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.ImageModel));
        if (!FlowFolder.IsOne(folder) && folder.HasSub("unet"))
        {
            throw new RewardLabException($"{folder.Path} holds a model with a U-Net; open it with image model '{StableDiffusionFactory.Id}'.");
        }

        var pipeline = FlowFolder.Load(folder, Placement.From(options), new FlowLoadOptions
        {
            ThirdEncoder = options.TextEncoder3,
            ThirdEncoderType = options.TextEncoder3Precision switch
            {
                ThirdEncoderPrecision.Float32 => torch.ScalarType.Float32,
                ThirdEncoderPrecision.Bf16 => torch.ScalarType.BFloat16,
                ThirdEncoderPrecision.Fp16 => torch.ScalarType.Float16,
                _ => null,
            },
            QuantizesThirdEncoder = options.TextEncoder3Precision == ThirdEncoderPrecision.Int8,
            ThirdEncoderOnCpu = options.TextEncoder3OnCpu,
            Offloads = options.Offload,
        });
        try
        {
            if (pipeline.Models.TextEncoder3 is null && options.TextEncoder3 == ThirdEncoderUse.Available)
            {
                context.Logger.LogLine($"{Id}: {folder.Path} has no text_encoder_3; zeros stand in for T5, and long prompts are cut at 77 tokens.");
            }

            var generation = new GenerationOptions
            {
                NumInferenceSteps = options.NumInferenceSteps,
                GuidanceScale = options.GuidanceScale,
                NegativePrompt = options.NegativePrompt,
                Height = options.Height,
                Width = options.Width,
                MaxSequenceLength = options.MaxSequenceLength,
                SkipLayerGuidanceScale = options.SkipLayerGuidanceScale,
                DecodesOneByOne = options.VaeSlicing,
            };
            var batchSize = options.BatchSize > 0 ? options.BatchSize : GenerationBatch.Choose(pipeline, generation, Id, context);
            var model = new FlowImageModel(Id, pipeline, generation with { BatchSize = batchSize }, context.Logger.LogLine);
            model.AddLoras(options.Lora);
            return model;
        }
        catch
        {
            pipeline.Dispose();
            throw;
        }
    }
}
