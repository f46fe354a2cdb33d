using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>A projection that is added to what it came from, and the sum normalised.</summary>
internal sealed class BertResidual : Module<Tensor, Tensor, Tensor>
{
    private readonly double _dropout;

    [ComponentName(Name = "dense")]
    private readonly Linear _dense;

    [ComponentName(Name = "LayerNorm")]
    private readonly LayerNorm _norm;

    internal BertResidual(BertConfig config, int inputSize)
        : base(nameof(BertResidual))
    {
        _dropout = config.HiddenDropout;
        _dense = FreshLayers.Dense(inputSize, config.HiddenSize, config.InitializerRange);
        _norm = FreshLayers.Norm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    public override Tensor forward(Tensor inner, Tensor residual) =>
        _norm.call(functional.dropout(_dense.call(inner), _dropout, training).Add(residual));
}
