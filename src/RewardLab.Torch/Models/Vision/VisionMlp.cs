using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Vision;

/// <summary>The feed-forward part of a block.</summary>
internal sealed class VisionMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "fc1")]
    private readonly Linear _input;

    [ComponentName(Name = "fc2")]
    private readonly Linear _output;

    internal VisionMlp(VisionTransformerConfig config)
        : base(nameof(VisionMlp))
    {
        _input = FreshLayers.Dense(config.Width, config.IntermediateSize, VisionTransformer.InitialDeviation);
        _output = FreshLayers.Dense(config.IntermediateSize, config.Width, VisionTransformer.InitialDeviation);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) => _output.call(functional.gelu(_input.call(hidden)));
}
