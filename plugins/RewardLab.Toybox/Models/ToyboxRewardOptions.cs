using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using TorchSharp;

namespace RewardLab.Toybox.Models;

/// <summary>Options of Toybox's learned rewards.</summary>
public record ToyboxRewardOptions
{
    /// <summary>Images or texts encoded together.</summary>
    [Description("images or texts per batch")]
    [Range(1, 4096)]
    [DefaultValue(64)]
    public int BatchSize { get; init; } = 64;

    /// <summary>A model folder in the layout of the model's big relative; empty for Toybox's own.</summary>
    [Description("a model folder in the layout of the corresponding large model; empty for Toybox's own")]
    [DefaultValue("")]
    [PathOption]
    public string Folder { get; init; } = "";

    /// <summary>Device to compute on: auto, cpu, cuda, cuda:1 or mps. Default auto.</summary>
    [Description("where to compute: auto, cpu, cuda, cuda:1, mps; auto is the first CUDA device, or the CPU")]
    [RegularExpression(@"auto|cpu|mps|cuda(:\d{1,2})?")]
    [DefaultValue("auto")]
    public string Device { get; init; } = "auto";

    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;

    /// <summary>The device, in float32: such small models gain nothing by less.</summary>
    internal Placement Placement() => new(Torch.Scoring.Placement.Find(Device), torch.ScalarType.Float32);
}
