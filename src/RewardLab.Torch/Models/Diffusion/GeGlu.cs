using RewardLab.Torch.Kernels;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>A linear layer gated by the GELU of another (Shazeer 2020, "GLU Variants Improve Transformer", equation 5).</summary>
internal sealed class GeGlu : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Linear _projection;

    internal GeGlu(long inChannels, long outChannels)
        : base("GEGLU")
    {
        _projection = nn.Linear(inChannels, 2 * outChannels);
    }

    public override Tensor forward(Tensor tokens) // [batch, tokens, inChannels]
    {
        using var scope = NewDisposeScope();
        var projected = _projection.call(tokens);
        // From as many rows on as maps have their channels side by side: smaller batches are the same with gradients to the last bit.
        if (tokens.shape[0] >= ParallelParts.MinRows && OwnKernels.CanTake(projected) && GeGluKernel.CanCompute(projected.shape[^1] / 2)
            && projected.is_contiguous())
        {
            var result = empty([.. projected.shape[..^1], projected.shape[^1] / 2], ScalarType.Float32, projected.device);
            GeGluKernel.Compute(projected, result);
            return result.MoveToOuterDisposeScope();
        }

        var halves = projected.chunk(2, dim: -1);
        return FreshTensor.MultiplyFresh(nn.functional.gelu(halves[1]), halves[0]).MoveToOuterDisposeScope(); // [batch, tokens, outChannels]
    }
}
