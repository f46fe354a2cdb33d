using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models;

/// <summary>Division by the root of the mean square of the last dimension, times a weight; no mean is taken off (Zhang and Sennrich,
/// arXiv:1910.07467).</summary>
/// <remarks>16 bits are raised to float32; T5's layer norm, and the norm of queries and keys in diffusion transformers.</remarks>
internal sealed class RmsNorm : nn.Module<Tensor, Tensor>
{
    private readonly double _epsilon;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    internal RmsNorm(long size, double epsilon)
        : base(nameof(RmsNorm))
    {
        _epsilon = epsilon;
        _weight = new Parameter(ones(size));
        RegisterComponents();
    }

    public override Tensor forward(Tensor values) // [..., size]
    {
        using var scope = NewDisposeScope();
        var raised = values.dtype is ScalarType.Float16 or ScalarType.BFloat16 ? values.to_type(ScalarType.Float32) : values;
        var inverse = (raised * raised).mean([-1], keepdim: true).Add(_epsilon).rsqrt();
        return ((raised * inverse).to_type(_weight.dtype) * _weight).MoveToOuterDisposeScope(); // [..., size]
    }
}
