using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>A linear layer and its activation.</summary>
internal sealed class GeluProjection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Linear _projection;

    internal GeluProjection(long inputSize, long outputSize)
        : base(nameof(GeluProjection))
    {
        _projection = nn.Linear(inputSize, outputSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Activations.GeluTanh(_projection.call(tokens)).MoveToOuterDisposeScope();
    }
}
