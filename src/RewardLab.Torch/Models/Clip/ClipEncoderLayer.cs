using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>One pre-normalised transformer block.</summary>
internal sealed class ClipEncoderLayer : Module<Tensor, ClipAttentionMask, Tensor>
{
    [ComponentName(Name = "self_attn")]
    private readonly ClipAttention _attention;

    [ComponentName(Name = "layer_norm1")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "mlp")]
    private readonly ClipMlp _mlp;

    [ComponentName(Name = "layer_norm2")]
    private readonly LayerNorm _mlpNorm;

    internal ClipEncoderLayer(ClipEncoderConfig config)
        : base(nameof(ClipEncoderLayer))
    {
        _attention = new ClipAttention(config);
        _attentionNorm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        _mlp = new ClipMlp(config);
        _mlpNorm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, ClipAttentionMask mask)
    {
        using var scope = NewDisposeScope();
        hidden = hidden.Add(_attention.call(_attentionNorm.call(hidden), mask));
        return hidden.Add(_mlp.call(_mlpNorm.call(hidden))).MoveToOuterDisposeScope(); // [batch, length, hidden]
    }

    /// <summary>The same for the first token alone, which sees all: [batch, 1, hidden].</summary>
    internal Tensor FirstToken(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        var first = hidden.narrow(1, 0, 1).Add(_attention.FirstToken(_attentionNorm.call(hidden)));
        return first.Add(_mlp.call(_mlpNorm.call(first))).MoveToOuterDisposeScope();
    }
}
