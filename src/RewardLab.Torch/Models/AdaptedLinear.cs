using System.Runtime.CompilerServices;
using RewardLab.Torch.Runtime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models;

/// <summary>Linear layers that adapters are on, computed with the sum of both weights where that is small.</summary>
/// <remarks>One product by the sum takes less time than two more products over all tokens and an addition, forward and backward.</remarks>
internal static class AdaptedLinear
{
    // The gradient of a larger sum would take more time, and keeping it more memory, than an adapter's two small factors do.
    private const int MaxSum = 1 << 17;

    private static readonly ConditionalWeakTable<nn.Module, List<IWeightAdapter>> Adapters = [];

    /// <summary>Notes that an adapter is on a layer.</summary>
    internal static void Attach(nn.Module layer, IWeightAdapter adapter) => Adapters.GetOrCreateValue(layer).Add(adapter);

    /// <summary>Forgets an adapter.</summary>
    internal static void Detach(nn.Module layer, IWeightAdapter adapter)
    {
        if (Adapters.TryGetValue(layer, out var all))
        {
            all.Remove(adapter);
        }
    }

    /// <summary>A layer's output with what its adapters add.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="input">[..., in].</param>
    /// <returns>[..., out], in the caller's dispose scope.</returns>
    internal static Tensor Call(nn.Module<Tensor, Tensor> layer, Tensor input)
    {
        if (FormerPaths.AreTaken || layer is not Linear linear || !Adapters.TryGetValue(layer, out var all) || !IsSmall(linear.weight!)
            || all.FindAll(static adapter => adapter.IsActing) is not [var adapter])
        {
            return layer.call(input);
        }

        using var scope = NewDisposeScope();
        return nn.functional.linear(input, adapter.AddTo(linear.weight!), linear.bias).MoveToOuterDisposeScope();
    }

    private static bool IsSmall(Tensor weight) =>
        weight.numel() <= MaxSum && weight.dtype == ScalarType.Float32 && weight.device.type == DeviceType.CPU;
}
