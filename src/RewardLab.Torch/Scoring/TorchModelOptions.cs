using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Torch.Scoring;

/// <summary>Options that all models computed by torch share.</summary>
public abstract record TorchModelOptions
{
    /// <summary>Where to compute: "auto" is the first CUDA device where there is one, else the CPU.</summary>
    [Description("where to compute: auto, cpu, cuda, cuda:1, mps; auto is the first CUDA device, or the CPU")]
    [RegularExpression(@"auto|cpu|mps|cuda(:\d{1,2})?")]
    [DefaultValue("auto")]
    public string Device { get; init; } = "auto";

    /// <summary>Type of weights and states.</summary>
    [Description("type of weights and states; bf16 and fp16 halve the memory")]
    [DefaultValue(ScoringPrecision.Float32)]
    public ScoringPrecision Precision { get; init; } = ScoringPrecision.Float32;

    /// <summary>Images a forward pass; 0 chooses by free memory.</summary>
    [Description("images per forward pass; 0 chooses by free memory")]
    [Range(0, 4096)]
    [DefaultValue(0)]
    public int BatchSize { get; init; }
}
