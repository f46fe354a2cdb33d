using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>Attention, then the feed-forward part; checkpoints number both as "layer".</summary>
internal sealed class T5Block : nn.Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "layer")]
    private readonly ModuleList<nn.Module> _layers;

    internal T5Block(T5EncoderConfig config, bool hasRelativeBias)
        : base(nameof(T5Block))
    {
        _layers = new ModuleList<nn.Module>(new T5AttentionLayer(config, hasRelativeBias), new T5FeedForwardLayer(config));
        RegisterComponents();
    }

    private T5AttentionLayer Attention => (T5AttentionLayer)_layers[0];

    private T5FeedForwardLayer FeedForward => (T5FeedForwardLayer)_layers[1];

    public override Tensor forward(Tensor hidden, Tensor bias) // [batch, length, hidden], [batch or 1, heads, length, length]
    {
        using var scope = NewDisposeScope();
        return FeedForward.call(Attention.call(hidden, bias)).MoveToOuterDisposeScope(); // [batch, length, hidden]
    }

    internal Tensor RelativeBias(Tensor buckets) => Attention.RelativeBias(buckets);
}
