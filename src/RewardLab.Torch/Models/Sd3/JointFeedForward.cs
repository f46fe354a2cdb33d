using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>Two layers, four times as wide inside, with GELU in its hyperbolic form.</summary>
internal sealed class JointFeedForward : nn.Module<Tensor, Tensor>
{
    private const int Expansion = 4;

    // Checkpoints number the first layer with its activation, a dropout and the second layer.
    [ComponentName(Name = "net")]
    private readonly ModuleList<nn.Module<Tensor, Tensor>> _layers;

    internal JointFeedForward(long width)
        : base(nameof(JointFeedForward))
    {
        _layers = new ModuleList<nn.Module<Tensor, Tensor>>(
            new GeluProjection(width, Expansion * width), nn.Identity(), nn.Linear(Expansion * width, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens) // [batch, tokens, width]
    {
        using var scope = NewDisposeScope();
        return _layers[2].call(_layers[0].call(tokens)).MoveToOuterDisposeScope();
    }
}
