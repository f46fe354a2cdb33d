using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>The feed-forward part of a block.</summary>
internal sealed class ClipMlp : Module<Tensor, Tensor>
{
    private readonly ClipActivation _activation;

    [ComponentName(Name = "fc1")]
    private readonly Linear _input;

    [ComponentName(Name = "fc2")]
    private readonly Linear _output;

    internal ClipMlp(ClipEncoderConfig config)
        : base(nameof(ClipMlp))
    {
        _activation = config.Activation;
        _input = FreshLayers.Dense(config.HiddenSize, config.IntermediateSize, Math.Pow(2 * config.HiddenSize, -0.5) * config.InitializerFactor);
        _output = FreshLayers.Dense(
            config.IntermediateSize, config.HiddenSize,
            Math.Pow(config.HiddenSize, -0.5) * Math.Pow(2 * config.LayerCount, -0.5) * config.InitializerFactor);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden)
    {
        var inner = _input.call(hidden); // [batch, length, intermediate]
        return _output.call(_activation == ClipActivation.Gelu ? functional.gelu(inner) : QuickGelu.Apply(inner));
    }
}
