using RewardLab.Numerics.Tensors;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>One pre-normalised transformer block.</summary>
internal sealed class ClipEncoderLayer : Module<Tensor, ClipAttentionMask, Tensor>
{
    private readonly ClipAttention _attention;
    private readonly LayerNorm _attentionNorm;
    private readonly ClipMlp _mlp;
    private readonly LayerNorm _mlpNorm;

    internal ClipEncoderLayer(ClipEncoderConfig config)
        : base(nameof(ClipEncoderLayer))
    {
        _attention = new ClipAttention(config);
        _attentionNorm = ClipLayers.Norm(config);
        _mlp = new ClipMlp(config);
        _mlpNorm = ClipLayers.Norm(config);
        register_module("self_attn", _attention);
        register_module("layer_norm1", _attentionNorm);
        register_module("mlp", _mlp);
        register_module("layer_norm2", _mlpNorm);
    }

    public override Tensor forward(Tensor hidden, ClipAttentionMask mask)
    {
        using var scope = NewDisposeScope();
        hidden = hidden.Plus(_attention.call(_attentionNorm.call(hidden), mask));
        return hidden.Plus(_mlp.call(_mlpNorm.call(hidden))).MoveToOuterDisposeScope(); // [batch, length, hidden]
    }
}
