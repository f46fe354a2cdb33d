using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Vision;

/// <summary>Self-attention whose three projections are one tensor.</summary>
internal sealed class VisionAttention : Module<Tensor, Tensor>
{
    private readonly int _headCount;

    [ComponentName(Name = "qkv")]
    private readonly Linear _joint;

    [ComponentName(Name = "q_bias")]
    private readonly Parameter? _queryBias;

    [ComponentName(Name = "v_bias")]
    private readonly Parameter? _valueBias;

    [ComponentName(Name = "proj")]
    private readonly Linear _output;

    internal VisionAttention(VisionTransformerConfig config)
        : base(nameof(VisionAttention))
    {
        _headCount = config.HeadCount;
        var isJoint = config.AttentionBias == VisionAttentionBias.All;
        _joint = FreshLayers.Dense(config.Width, config.Width * 3, VisionTransformer.InitialDeviation, isJoint);
        _queryBias = isJoint ? null : new Parameter(zeros(config.Width));
        _valueBias = isJoint ? null : new Parameter(zeros(config.Width));
        _output = FreshLayers.Dense(config.Width, config.Width, VisionTransformer.InitialDeviation);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        var joint = _queryBias is null
            ? _joint.call(hidden)
            : functional.linear(hidden, _joint.weight!, cat([_queryBias, zeros_like(_queryBias), _valueBias!]));
        // three of [batch, heads, tokens, width / heads]
        var parts = joint.view(hidden.shape[0], hidden.shape[1], 3, _headCount, -1).permute(2, 0, 3, 1, 4).unbind(0);
        return _output.call(functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2)); // [batch, tokens, width]
    }
}
