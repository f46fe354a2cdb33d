using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>A block's feed-forward part around a residual, "layer.1".</summary>
internal sealed class T5FeedForwardLayer : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "DenseReluDense")]
    private readonly T5FeedForward _network;

    [ComponentName(Name = "layer_norm")]
    private readonly RmsNorm _norm;

    internal T5FeedForwardLayer(T5EncoderConfig config)
        : base(nameof(T5FeedForwardLayer))
    {
        _network = new T5FeedForward(config);
        _norm = new RmsNorm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) => hidden.Add(_network.call(_norm.call(hidden))); // [batch, length, hidden]
}
