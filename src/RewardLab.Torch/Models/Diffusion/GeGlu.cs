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
        var halves = _projection.call(tokens).chunk(2, dim: -1);
        return FreshTensor.MultiplyFresh(nn.functional.gelu(halves[1]), halves[0]).MoveToOuterDisposeScope(); // [batch, tokens, outChannels]
    }
}
