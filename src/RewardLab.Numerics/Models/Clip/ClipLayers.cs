using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>Layers with the fresh weights that the reference gives them.</summary>
internal static class ClipLayers
{
    internal static Linear Dense(int inputSize, int outputSize, double deviation, bool hasBias = true)
    {
        var layer = Linear(inputSize, outputSize, hasBias);
        init.normal_(layer.weight, 0, deviation);
        if (layer.bias is { } bias)
        {
            init.zeros_(bias);
        }

        return layer;
    }

    internal static Embedding Table(int count, int size, double deviation)
    {
        var layer = Embedding(count, size);
        init.normal_(layer.weight, 0, deviation);
        return layer;
    }

    internal static LayerNorm Norm(ClipEncoderConfig config) => LayerNorm(config.HiddenSize, config.LayerNormEpsilon);

    /// <summary>Takes a finished module's parameters out of the dispose scope that it was made in: they live as long as the module.</summary>
    internal static void OwnParameters(Module module)
    {
        foreach (var parameter in module.parameters())
        {
            parameter.DetachFromDisposeScope();
        }
    }
}
