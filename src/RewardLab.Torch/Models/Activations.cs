using static TorchSharp.torch;

namespace RewardLab.Torch.Models;

/// <summary>Activations that several families of models share.</summary>
internal static class Activations
{
    /// <summary>GELU by the hyperbolic tangent, "gelu_new" and "gelu-approximate": x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))).</summary>
    /// <param name="values">Any shape.</param>
    /// <returns>The same shape, in the caller's dispose scope.</returns>
    internal static Tensor GeluTanh(Tensor values) => nn.functional.gelu(values, TorchSharp.Modules.GELU.Approximate.tanh);
}
