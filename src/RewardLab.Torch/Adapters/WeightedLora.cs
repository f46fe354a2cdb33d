using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Torch.Adapters;

/// <summary>An adapter's file and how much of it is added.</summary>
public sealed record WeightedLora
{
    /// <summary>The file or folder; see <see cref="LoraFile.Read"/>.</summary>
    [Description("the LoRA's file or folder")]
    [Required]
    [PathOption]
    public string Path { get; init; } = "";

    /// <summary>How much of it is added; 1 is all, 0 nothing, below 0 the opposite.</summary>
    [Description("weight of the LoRA; 1 is full strength")]
    [Range(-10.0, 10.0)]
    [DefaultValue(1.0)]
    public double Weight { get; init; } = 1;
}
