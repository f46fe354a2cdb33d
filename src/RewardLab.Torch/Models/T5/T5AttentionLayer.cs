using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>A block's attention around a residual, "layer.0".</summary>
internal sealed class T5AttentionLayer : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "SelfAttention")]
    private readonly T5Attention _attention;

    [ComponentName(Name = "layer_norm")]
    private readonly RmsNorm _norm;

    internal T5AttentionLayer(T5EncoderConfig config, bool hasRelativeBias)
        : base(nameof(T5AttentionLayer))
    {
        _attention = new T5Attention(config, hasRelativeBias);
        _norm = new RmsNorm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor bias) => hidden.Add(_attention.call(_norm.call(hidden), bias)); // [batch, length, hidden]

    internal Tensor RelativeBias(Tensor buckets) => _attention.RelativeBias(buckets);
}
