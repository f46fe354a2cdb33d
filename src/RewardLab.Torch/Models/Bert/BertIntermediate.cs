using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>The first half of the feed-forward part.</summary>
internal sealed class BertIntermediate : Module<Tensor, Tensor>
{
    [ComponentName(Name = "dense")]
    private readonly Linear _dense;

    internal BertIntermediate(BertConfig config)
        : base(nameof(BertIntermediate))
    {
        _dense = FreshLayers.Dense(config.HiddenSize, config.IntermediateSize, config.InitializerRange);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) => functional.gelu(_dense.call(hidden));
}
