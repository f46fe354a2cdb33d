using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>The gated feed-forward network of a transformer block, four times as wide inside.</summary>
internal sealed class FeedForward : nn.Module<Tensor, Tensor>
{
    private const int Expansion = 4;

    // Checkpoints number a dropout between the two layers, so the second one is "net.2".
    [ComponentName(Name = "net")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _layers;

    internal FeedForward(long channels)
        : base(nameof(FeedForward))
    {
        _layers = new ModuleList<nn.Module<Tensor, Tensor>>(
            new GeGlu(channels, Expansion * channels), nn.Identity(), nn.Linear(Expansion * channels, channels));
    }

    public override Tensor forward(Tensor tokens) // [batch, tokens, channels]
    {
        using var scope = NewDisposeScope();
        return _layers[2].call(_layers[0].call(tokens)).MoveToOuterDisposeScope(); // [batch, tokens, channels]
    }
}
