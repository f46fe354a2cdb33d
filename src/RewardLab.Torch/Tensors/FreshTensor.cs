using RewardLab.Torch.Runtime;
using static TorchSharp.torch;

namespace RewardLab.Torch.Tensors;

/// <summary>Operations on a tensor that nobody else has: without gradients they are made in place, and no memory is asked for.</summary>
internal static class FreshTensor
{
    private static bool CanBeChanged => !is_grad_enabled() && !FormerPaths.AreTaken;

    /// <summary>fresh + other.</summary>
    internal static Tensor AddToFresh(Tensor fresh, Tensor other)
    {
        if (!CanBeChanged)
        {
            return fresh.Add(other);
        }

        fresh.AddInPlace(other);
        return fresh;
    }

    /// <summary>fresh * other.</summary>
    internal static Tensor MultiplyFresh(Tensor fresh, Tensor other) => CanBeChanged ? fresh.mul_(other) : fresh * other;

    /// <summary>fresh * sigmoid(fresh).</summary>
    internal static Tensor ActivateFresh(Tensor fresh) => nn.functional.silu(fresh, CanBeChanged);
}
