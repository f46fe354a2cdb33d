using RewardLab.Abstractions;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Scoring;

namespace RewardLab.Torch.Pipelines;

/// <summary>How many images to generate at once, by free memory.</summary>
public static class GenerationBatch
{
    private const int MaxCount = 64;

    // Of a transformer block these live at once, in widths of the hidden states: input, normalised input, query, key, value, result, and in the
    // gated part 8 before the gate and 4 each of its halves' product and activation.
    private const int BlockCopies = 24;

    // Of a residual block at full resolution: input, normalised, activated and convolved, and the convolution's workspace. Measured: decoding one
    // image of 512 x 512 in float32 takes 2.3 GiB, which is 9 maps of 256 channels.
    private const int DecoderCopies = 9;

    /// <summary>Chooses a batch size, once a run: <see cref="ComponentContext.RecordedSettings"/> keep it.</summary>
    /// <param name="pipeline">The pipeline, with its models where they will compute.</param>
    /// <param name="options">How images will be generated; its batch size does not count.</param>
    /// <param name="name">Name of the image model, for messages.</param>
    /// <param name="context">Keeps the choice and tells the user.</param>
    /// <returns>1 to 64.</returns>
    /// <exception cref="RewardLabException">The images' size is not known or not possible.</exception>
    public static int Choose(TextToImagePipeline pipeline, GenerationOptions options, string name, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var (height, width) = PipelineParts.LatentSize(options, pipeline.UNet.Config, pipeline.Autoencoder.Config);
        var placement = new Placement(PipelineParts.DeviceOf(pipeline.UNet), PipelineParts.TypeOf(pipeline.UNet));
        var imageBytes = BytesPerImage(pipeline.UNet.Config, height, width, options.GuidanceScale > 1, placement.BytesPerValue);
        var decoder = placement with { Type = PipelineParts.TypeOf(pipeline.Autoencoder) };
        var decoderBytes = DecoderBytes(pipeline.Autoencoder.Config, height, width, options.DecodesOneByOne, decoder.BytesPerValue);
        return context.RecordedSettings.GetOrAdd(
            $"{name}: images per batch, {imageBytes} bytes each",
            () => Rule(decoderBytes).Choose(placement.FreeBytes, imageBytes, line => context.Logger.LogLine($"{name}: {line}")));
    }

    /// <summary>Chooses a batch size for a flow, once a run.</summary>
    /// <inheritdoc cref="Choose(TextToImagePipeline, GenerationOptions, string, ComponentContext)"/>
    public static int Choose(FlowPipeline pipeline, GenerationOptions options, string name, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var (shape, config) = (pipeline.LatentShape(options), pipeline.Transformer.Config);
        var placement = new Placement(pipeline.Places.Device, pipeline.ComputeType);
        var tokens = (shape[1] / config.PatchSize * (shape[2] / config.PatchSize)) + pipeline.Models.Tokenizer.MaxLength + options.MaxSequenceLength;
        var imageBytes = tokens * config.Width * BlockCopies * placement.BytesPerValue * (options.GuidanceScale > 1 ? 2 : 1);
        var decoder = placement with { Type = PipelineParts.TypeOf(pipeline.Autoencoder) };
        var decoderBytes = DecoderBytes(pipeline.Autoencoder.Config, (int)shape[1], (int)shape[2], options.DecodesOneByOne, decoder.BytesPerValue);
        return context.RecordedSettings.GetOrAdd(
            $"{name}: images per batch, {imageBytes} bytes each",
            () => Rule(decoderBytes).Choose(placement.FreeBytes, imageBytes, line => context.Logger.LogLine($"{name}: {line}")));
    }

    // A quarter of what is free: rewards, an optimizer's states and other programs need some too.
    internal static BatchByMemory Rule(long decoderBytes) => new() { Share = 4, Max = MaxCount, Otherwise = MaxCount / 4, FixedBytes = decoderBytes };

    /// <summary>Rough memory of one image on its way through the U-Net, without gradients.</summary>
    internal static long BytesPerImage(UNet2DConditionConfig unet, int height, int width, bool isGuided, int bytesPerValue)
    {
        var pixels = (long)height * width;
        var values = pixels * unet.BlockOutChannels[0] * BlockCopies;
        for (var level = 0; level < unet.LevelCount; level++)
        {
            values += (pixels >> (2 * level)) * unet.BlockOutChannels[level] * (unet.LayersPerBlock + 1); // skip connections
        }

        return values * bytesPerValue * (isGuided ? 2 : 1);
    }

    /// <summary>Rough memory of decoding, which takes a few images at a time whatever the batch.</summary>
    internal static long DecoderBytes(AutoencoderKLConfig autoencoder, int height, int width, bool isOneByOne, int bytesPerValue)
    {
        var pixels = (long)height * width * autoencoder.PixelsPerLatent * autoencoder.PixelsPerLatent;
        var channels = autoencoder.BlockOutChannels[Math.Min(1, autoencoder.LevelCount - 1)]; // the last level begins with those of the one below
        var atOnce = isOneByOne ? 1 : LatentDecoder.ImagesAtOnce((int)Math.Min(pixels * 3, int.MaxValue));
        return pixels * channels * DecoderCopies * bytesPerValue * Math.Min(atOnce, MaxCount);
    }
}
