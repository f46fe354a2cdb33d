using RewardLab.Abstractions;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>CLIP's vision tower alone (transformers' CLIPVisionModel: the same parameter names).</summary>
/// <remarks>Fresh weights are random, from torch's default generator as in the reference. Not thread-safe while training.</remarks>
public sealed class ClipVisionModel : Module<Tensor, ClipVisionOutput>
{
    [ComponentName(Name = "vision_model")]
    private readonly ClipVisionTransformer _vision;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public ClipVisionModel(ClipVisionConfig config)
        : base(nameof(ClipVisionModel))
    {
        Config = config;
        _vision = new ClipVisionTransformer(config);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public ClipVisionConfig Config { get; }

    /// <summary>Encodes images.</summary>
    /// <param name="pixels">Normalised pixels, [batch, channels, image size, image size].</param>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public override ClipVisionOutput forward(Tensor pixels) => _vision.call(pixels, true);
}
