using System.ComponentModel;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Scoring;

/// <summary>Options that all rewards computed by torch share; each adds the model's name with its own default.</summary>
public abstract record TorchRewardOptions : TorchModelOptions
{
    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;
}
