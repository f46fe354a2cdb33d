using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The autoencoder's attention: one head over the pixels of a feature map, around a residual.</summary>
internal sealed class AutoencoderAttention : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "group_norm")]
    private readonly GroupNorm _norm;

    [ComponentName(Name = "to_q")]
    private readonly Linear _toQuery;

    [ComponentName(Name = "to_k")]
    private readonly Linear _toKey;

    [ComponentName(Name = "to_v")]
    private readonly Linear _toValue;

    [ComponentName(Name = "to_out")]
    private readonly ModuleList<Linear> _toOut;

    internal AutoencoderAttention(long channels, long groupCount)
        : base(nameof(Attention))
    {
        _norm = Normalization.Group(groupCount, channels, AutoencoderKL.NormEpsilon);
        _toQuery = nn.Linear(channels, channels);
        _toKey = nn.Linear(channels, channels);
        _toValue = nn.Linear(channels, channels);
        _toOut = new ModuleList<Linear>(nn.Linear(channels, channels));
    }

    public override Tensor forward(Tensor hidden) // [batch, channels, h, w]
    {
        using var scope = NewDisposeScope();
        var tokens = _norm.call(hidden).flatten(2).transpose(1, 2); // [batch, h w, channels]
        var attended = MultiHeadAttention.Attend(_toQuery.call(tokens), _toKey.call(tokens), _toValue.call(tokens), headCount: 1);
        return _toOut[0].call(attended).transpose(1, 2).reshape(hidden.shape).Add(hidden).MoveToOuterDisposeScope(); // [batch, channels, h, w]
    }
}
