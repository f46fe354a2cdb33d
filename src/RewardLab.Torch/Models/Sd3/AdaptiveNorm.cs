using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>Layer normalisation whose shifts, scales and gates come out of the time and the text (Peebles and Xie, arXiv:2212.09748).</summary>
/// <remarks>The normalisation has no parameters of its own.</remarks>
internal sealed class AdaptiveNorm : nn.Module<Tensor, Tensor, Tensor>
{
    private const double Epsilon = 1e-6;
    private readonly long _width;
    private readonly bool _scaleFirst;

    [ComponentName(Name = "linear")]
    private readonly Linear _linear;

    /// <summary>Makes a norm.</summary>
    /// <param name="width">Of the tokens.</param>
    /// <param name="partCount">Numbers a channel: 2 for scale and shift, 6 with gates, 9 with a second attention's.</param>
    internal AdaptiveNorm(long width, int partCount)
        : base(nameof(AdaptiveNorm))
    {
        _width = width;
        _scaleFirst = partCount == 2; // the last norm and that of a block that leaves the text have the scale first, the others the shift
        _linear = nn.Linear(width, partCount * width);
        RegisterComponents();
    }

    /// <summary>The modulated tokens.</summary>
    public override Tensor forward(Tensor tokens, Tensor embedding) // [batch, tokens, width], [batch, width]
    {
        using var scope = NewDisposeScope();
        var parts = Parts(embedding);
        return (_scaleFirst ? Modulate(tokens, parts[1], parts[0]) : Modulate(tokens, parts[0], parts[1])).MoveToOuterDisposeScope();
    }

    /// <summary>Shifts, scales and gates, [batch, 1, width] each.</summary>
    internal Tensor[] Parts(Tensor embedding) => _linear.call(nn.functional.silu(embedding)).unsqueeze(1).chunk(_linear.weight!.shape[0] / _width, -1);

    /// <summary>Normalised tokens times 1 + scale, plus shift.</summary>
    internal Tensor Modulate(Tensor tokens, Tensor shift, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return (Normalize(tokens) * scale.Add(1)).Add(shift).MoveToOuterDisposeScope();
    }

    private Tensor Normalize(Tensor tokens) => nn.functional.layer_norm(tokens, [_width], eps: Epsilon);
}
