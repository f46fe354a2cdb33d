using RewardLab.Torch.Memory;
using RewardLab.Torch.Pipelines;

namespace RewardLab.Torch.Policies;

/// <summary>How many steps go through a denoiser at once while gradients are recorded, by free memory.</summary>
public static class DenoiserMemory
{
    // Values kept for the backward pass, for each channel of each place of a level: convolutions, norms, attention and its four-fold feed-forward.
    private const int ValuesKeptPerLayer = 64;
    private const int ValuesKeptPerBlock = 32; // the part of these that each further block of a transformer keeps
    private const int ClipAndT5Tokens = 77 + 256;
    private const int MaxOnCpu = 32; // beyond this nothing gets faster
    private const int MaxOnGpu = 512; // small denoisers are bound by the starting of kernels

    /// <summary>Bytes that one step takes in a forward pass with gradients, roughly.</summary>
    /// <param name="pipeline">The model.</param>
    /// <param name="latentShape">[channels, height, width].</param>
    /// <param name="isGuided">Whether each step is computed with and without its prompt.</param>
    public static long BytesPerStep(TextToImagePipeline pipeline, IReadOnlyList<long> latentShape, bool isGuided)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(latentShape);
        var config = pipeline.UNet.Config;
        var bytesPerValue = PipelineParts.TypeOf(pipeline.UNet) == TorchSharp.torch.ScalarType.Float32 ? 4 : 2;
        var bytes = 0L;
        for (var level = 0; level < config.LevelCount; level++)
        {
            var places = (latentShape[1] >> level) * (latentShape[2] >> level);
            var deeper = config.DownBlockAttends(level) ? config.TransformerLayersAt(level) - 1 : 0; // a layer as counted has one block of a transformer
            bytes += places * config.BlockOutChannels[level] * ((2 * config.LayersPerBlock) + 1)
                * (ValuesKeptPerLayer + (deeper * ValuesKeptPerBlock)) * bytesPerValue;
        }

        return isGuided ? 2 * bytes : bytes;
    }

    /// <summary>Steps at once that fit, 1 to 32, on a GPU to 512.</summary>
    /// <inheritdoc cref="BytesPerStep"/>
    public static int StepsAtOnce(TextToImagePipeline pipeline, IReadOnlyList<long> latentShape, bool isGuided)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        var device = PipelineParts.DeviceOf(pipeline.UNet);
        var max = device.type == TorchSharp.DeviceType.CPU ? MaxOnCpu : MaxOnGpu;

        // Half of what is free: rewards and the optimizer need some too.
        var rule = new BatchByMemory { Share = 2, Max = max, Otherwise = 8 };
        return rule.Choose(DeviceMemory.FreeBytes(device), BytesPerStep(pipeline, latentShape, isGuided));
    }

    /// <summary>Steps at once of a flow that fit, 1 to 32, on a GPU to 512.</summary>
    /// <inheritdoc cref="BytesPerStep"/>
    public static int StepsAtOnce(FlowPipeline pipeline, IReadOnlyList<long> latentShape, bool isGuided)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(latentShape);
        var (config, device) = (pipeline.Transformer.Config, pipeline.Places.Device);
        var tokens = (latentShape[1] / config.PatchSize * (latentShape[2] / config.PatchSize)) + ClipAndT5Tokens;
        var bytes = tokens * config.Width * config.LayerCount * ValuesKeptPerBlock
            * (pipeline.ComputeType == TorchSharp.torch.ScalarType.Float32 ? 4 : 2) * (isGuided ? 2 : 1);
        var rule = new BatchByMemory { Share = 2, Max = device.type == TorchSharp.DeviceType.CPU ? MaxOnCpu : MaxOnGpu, Otherwise = 8 };
        return rule.Choose(DeviceMemory.FreeBytes(device), bytes);
    }
}
