using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Vision;

/// <summary>An image's patches as tokens.</summary>
internal sealed class VisionPatches : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _projection;

    internal VisionPatches(VisionTransformerConfig config)
        : base(nameof(VisionPatches))
    {
        _projection = Conv2d(3, config.Width, config.PatchSize, config.PatchSize);
        RegisterComponents();
    }

    public override Tensor forward(Tensor pixels) => _projection.call(pixels).flatten(2).transpose(1, 2); // [batch, patches, width]
}
