using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip;

/// <summary>ImageReward's head: five linear layers with dropout and no activation between them, which makes one affine map at inference.</summary>
internal sealed class ImageRewardHead : nn.Module<Tensor, Tensor>
{
    private static readonly int[] Widths = [1024, 128, 64, 16, 1];

    // Dropout takes a place in the reference's list, which is why the names are not consecutive.
    private static readonly string[] Names = ["0", "2", "4", "6", "7"];
    private static readonly double[] Dropouts = [0.2, 0.2, 0.1, 0, 0];

    [ComponentName(Name = "layers")]
    private readonly NamedLayers _layers;

    internal ImageRewardHead(int inputSize)
        : base(nameof(ImageRewardHead))
    {
        _layers = new NamedLayers(inputSize);
        RegisterComponents();
    }

    // [..., hidden] to [..., 1]
    public override Tensor forward(Tensor hidden)
    {
        for (var i = 0; i < Widths.Length; i++)
        {
            hidden = nn.functional.dropout(_layers[i].call(hidden), Dropouts[i], training);
        }

        return hidden;
    }

    /// <summary>The layers as one map: weight [hidden] and bias, multiplied out in double precision.</summary>
    internal (Tensor Weight, double Bias) Folded()
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var (weight, bias) = (_layers[0].weight!.to(float64), _layers[0].bias!.to(float64)); // [out, hidden], [out]
        for (var i = 1; i < Widths.Length; i++)
        {
            var next = _layers[i].weight!.to(float64);
            bias = next.matmul(bias).Add(_layers[i].bias!.to(float64));
            weight = next.matmul(weight);
        }

        return (weight.flatten().MoveToOuterDisposeScope(), bias.item<double>());
    }

    private sealed class NamedLayers : nn.Module
    {
        private readonly Linear[] _layers;

        public NamedLayers(int inputSize)
            : base(nameof(NamedLayers))
        {
            _layers = [.. Widths.Select((width, i) => FreshLayers.Dense(i == 0 ? inputSize : Widths[i - 1], width, 1.0 / (inputSize + 1)))];
            for (var i = 0; i < _layers.Length; i++)
            {
                register_module(Names[i], _layers[i]);
            }
        }

        public Linear this[int index] => _layers[index];
    }
}
