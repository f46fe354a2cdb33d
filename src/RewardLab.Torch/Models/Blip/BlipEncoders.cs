using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Vision;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip;

/// <summary>The towers of a pre-trained BLIP, as ImageReward holds them under the name "blip"; the two projections serve its contrastive loss alone.</summary>
internal sealed class BlipEncoders : nn.Module
{
    [ComponentName(Name = "visual_encoder")]
    private readonly VisionTransformer _vision;

    [ComponentName(Name = "text_encoder")]
    private readonly BertModel _text;

    [ComponentName(Name = "vision_proj")]
    private readonly Linear _visionProjection;

    [ComponentName(Name = "text_proj")]
    private readonly Linear _textProjection;

    internal BlipEncoders(ImageRewardConfig config)
        : base(nameof(BlipEncoders))
    {
        _vision = new VisionTransformer(config.Vision);
        _text = new BertModel(config.Text);
        _visionProjection = FreshLayers.Dense(config.Vision.Width, config.ProjectionSize, VisionTransformer.InitialDeviation);
        _textProjection = FreshLayers.Dense(config.Text.HiddenSize, config.ProjectionSize, VisionTransformer.InitialDeviation);
        RegisterComponents();
    }

    internal VisionTransformer Vision => _vision;

    internal BertModel Text => _text;
}
