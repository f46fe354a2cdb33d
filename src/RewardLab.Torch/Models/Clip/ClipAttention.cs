using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Multi-head self-attention (Vaswani et al., arXiv:1706.03762, section 3.2).</summary>
internal sealed class ClipAttention : Module<Tensor, ClipAttentionMask, Tensor>
{
    private readonly int _headCount;
    private readonly double _dropout;

    [ComponentName(Name = "q_proj")]
    private readonly Linear _query;

    [ComponentName(Name = "k_proj")]
    private readonly Linear _key;

    [ComponentName(Name = "v_proj")]
    private readonly Linear _value;

    [ComponentName(Name = "out_proj")]
    private readonly Linear _output;

    internal ClipAttention(ClipEncoderConfig config)
        : base(nameof(ClipAttention))
    {
        _headCount = config.HeadCount;
        _dropout = config.AttentionDropout;
        var inputDeviation = Math.Pow(config.HiddenSize, -0.5) * Math.Pow(2 * config.LayerCount, -0.5) * config.InitializerFactor;
        var outputDeviation = Math.Pow(config.HiddenSize, -0.5) * config.InitializerFactor;
        _query = FreshLayers.Dense(config.HiddenSize, config.HiddenSize, inputDeviation);
        _key = FreshLayers.Dense(config.HiddenSize, config.HiddenSize, inputDeviation);
        _value = FreshLayers.Dense(config.HiddenSize, config.HiddenSize, inputDeviation);
        _output = FreshLayers.Dense(config.HiddenSize, config.HiddenSize, outputDeviation);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, ClipAttentionMask mask) => Attend(hidden, hidden, mask);

    /// <summary>What the first token sees of all: [batch, 1, width].</summary>
    internal Tensor FirstToken(Tensor hidden) => Attend(hidden.narrow(1, 0, 1), hidden, ClipAttentionMask.None);

    private Tensor Attend(Tensor looking, Tensor hidden, ClipAttentionMask mask)
    {
        var attended = functional.scaled_dot_product_attention(
            Heads(_query.call(looking)), Heads(_key.call(hidden)), Heads(_value.call(hidden)),
            mask.Additive, training ? _dropout : 0, is_casual: mask.IsCausal); // [batch, heads, length, width / heads]
        return _output.call(attended.transpose(1, 2).reshape(looking.shape)); // [batch, length, width]

        Tensor Heads(Tensor projected) => // [batch, heads, length, width / heads]
            projected.view(projected.shape[0], projected.shape[1], _headCount, projected.shape[2] / _headCount).transpose(1, 2);
    }
}
