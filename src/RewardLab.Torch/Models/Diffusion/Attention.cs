using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>Attention of tokens to themselves or to the text; its four projections can be exchanged, which is how adapters are put in.</summary>
internal sealed class Attention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly long _headCount;
    private readonly bool _inFloat32;

    [ComponentName(Name = "to_out")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _toOut;

    [ComponentName(Name = "to_q")]
    private nn.Module<Tensor, Tensor> _toQuery;

    [ComponentName(Name = "to_k")]
    private nn.Module<Tensor, Tensor> _toKey;

    [ComponentName(Name = "to_v")]
    private nn.Module<Tensor, Tensor> _toValue;

    internal Attention(long channels, long contextChannels, long headCount, bool inFloat32)
        : base(nameof(Attention))
    {
        _headCount = headCount;
        _inFloat32 = inFloat32;
        _toQuery = nn.Linear(channels, channels, hasBias: false);
        _toKey = nn.Linear(contextChannels, channels, hasBias: false);
        _toValue = nn.Linear(contextChannels, channels, hasBias: false);
        _toOut = new ModuleList<nn.Module<Tensor, Tensor>>(nn.Linear(channels, channels));
    }

    /// <summary>Heads, over the whole batch, that are attended to at once; 0 for all of them.</summary>
    internal int SliceSize { get; set; }

    /// <summary>The projection "to_q".</summary>
    internal nn.Module<Tensor, Tensor> ToQuery
    {
        get => _toQuery;
        set => _toQuery = Exchange(this, "to_q", value);
    }

    /// <summary>The projection "to_k".</summary>
    internal nn.Module<Tensor, Tensor> ToKey
    {
        get => _toKey;
        set => _toKey = Exchange(this, "to_k", value);
    }

    /// <summary>The projection "to_v".</summary>
    internal nn.Module<Tensor, Tensor> ToValue
    {
        get => _toValue;
        set => _toValue = Exchange(this, "to_v", value);
    }

    /// <summary>The projection "to_out.0".</summary>
    internal nn.Module<Tensor, Tensor> ToOut
    {
        get => _toOut[0];
        set => _toOut[0] = Exchange(_toOut, "0", value);
    }

    public override Tensor forward(Tensor tokens, Tensor context) // [batch, queries, channels], [batch, keys, contextChannels]
    {
        using var scope = NewDisposeScope();
        var attended = MultiHeadAttention.Attend(
            AdaptedLinear.Call(_toQuery, tokens),
            AdaptedLinear.Call(_toKey, context),
            AdaptedLinear.Call(_toValue, context),
            _headCount,
            _inFloat32,
            SliceSize);
        return AdaptedLinear.Call(ToOut, attended).MoveToOuterDisposeScope(); // [batch, queries, channels]
    }

    private static nn.Module<Tensor, Tensor> Exchange(nn.Module owner, string name, nn.Module<Tensor, Tensor> replacement)
    {
        owner.register_module(name, null!);
        owner.register_module(name, replacement);
        return replacement;
    }
}
