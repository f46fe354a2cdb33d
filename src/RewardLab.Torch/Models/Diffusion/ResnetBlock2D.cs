using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Two normalised 3x3 convolutions around a residual, shifted by the time embedding where there is one.</summary>
/// <remarks>The embedding is handed in already activated: every block of a U-Net would apply the same SiLU to the same tensor.</remarks>
internal sealed class ResnetBlock2D : nn.Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly GroupNorm _firstNorm;

    [ComponentName(Name = "conv1")]
    private readonly Conv2d _firstConv;

    [ComponentName(Name = "time_emb_proj")]
    private readonly Linear? _timeProjection;

    [ComponentName(Name = "norm2")]
    private readonly GroupNorm _secondNorm;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _secondConv;

    [ComponentName(Name = "conv_shortcut")]
    private readonly Conv2d? _shortcut;

    internal ResnetBlock2D(long inChannels, long outChannels, long? timeChannels, long groupCount, double epsilon)
        : base(nameof(ResnetBlock2D))
    {
        _firstNorm = Normalization.Group(groupCount, inChannels, epsilon);
        _firstConv = nn.Conv2d(inChannels, outChannels, 3, padding: 1);
        _timeProjection = timeChannels is { } channels ? nn.Linear(channels, outChannels) : null;
        _secondNorm = Normalization.Group(groupCount, outChannels, epsilon);
        _secondConv = nn.Conv2d(outChannels, outChannels, 3, padding: 1);
        _shortcut = inChannels == outChannels ? null : nn.Conv2d(inChannels, outChannels, 1);
    }

    public override Tensor forward(Tensor hidden, Tensor? activatedTimeEmbedding) // [batch, inChannels, h, w], [batch, timeChannels]
    {
        using var scope = NewDisposeScope();
        var inner = _firstConv.call(Normalization.Apply(_firstNorm, hidden, activates: true));
        var shift = activatedTimeEmbedding is null ? null : _timeProjection?.call(activatedTimeEmbedding); // [batch, outChannels]
        inner = _secondConv.call(Normalization.Apply(_secondNorm, inner, activates: true, shift));
        return FreshTensor.AddToFresh(inner, _shortcut?.call(hidden) ?? hidden).MoveToOuterDisposeScope(); // [batch, outChannels, h, w]
    }
}
