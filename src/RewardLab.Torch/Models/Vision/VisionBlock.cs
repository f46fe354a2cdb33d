using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Vision;

/// <summary>One pre-normalised transformer block.</summary>
internal sealed class VisionBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "norm1")]
    private readonly LayerNorm _attentionNorm;

    [ComponentName(Name = "attn")]
    private readonly VisionAttention _attention;

    [ComponentName(Name = "norm2")]
    private readonly LayerNorm _mlpNorm;

    [ComponentName(Name = "mlp")]
    private readonly VisionMlp _mlp;

    internal VisionBlock(VisionTransformerConfig config)
        : base(nameof(VisionBlock))
    {
        _attentionNorm = FreshLayers.Norm(config.Width, config.LayerNormEpsilon);
        _attention = new VisionAttention(config);
        _mlpNorm = FreshLayers.Norm(config.Width, config.LayerNormEpsilon);
        _mlp = new VisionMlp(config);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        hidden = hidden.Add(_attention.call(_attentionNorm.call(hidden)));
        return hidden.Add(_mlp.call(_mlpNorm.call(hidden))).MoveToOuterDisposeScope(); // [batch, tokens, width]
    }
}
