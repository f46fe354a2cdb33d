using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace RewardLab.Torch.Models;

/// <summary>Layers with the fresh weights that the references give them: normal with a given deviation, biases 0.</summary>
internal static class FreshLayers
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

    internal static LayerNorm Norm(int size, double epsilon) => LayerNorm(size, epsilon);

    /// <summary>Takes a finished module's parameters out of the dispose scope that it was made in: they live as long as the module.</summary>
    internal static void OwnParameters(Module module)
    {
        foreach (var parameter in module.parameters())
        {
            parameter.DetachFromDisposeScope();
        }
    }
}
