using static TorchSharp.torch;

namespace RewardLab.Torch.Models;

/// <summary>Freezes models whose weights do not learn.</summary>
internal static class ModuleFreezing
{
    /// <summary>Lets no weight of the models ask for a gradient.</summary>
    /// <remarks>
    /// It decides more than what learns: libtorch folds a product's batch where a weight asks for a gradient, even while gradients are off, and on some
    /// processors the two kernels differ in the last bits.
    /// </remarks>
    internal static void Freeze(this IEnumerable<nn.Module> modules)
    {
        foreach (var parameter in modules.SelectMany(static module => module.parameters()))
        {
            parameter.requires_grad_(requires_grad: false);
        }
    }
}
