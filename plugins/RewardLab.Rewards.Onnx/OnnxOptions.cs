using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Rewards.Onnx;

/// <summary>Options of the reward "onnx".</summary>
public sealed record OnnxOptions
{
    /// <summary>A folder with model.onnx, or text_model.onnx and vision_model.onnx, beside tokenizer and preprocessor files; or a model by id.</summary>
    [Description("a folder with model.onnx, or text_model.onnx and vision_model.onnx, and tokenizer files; or a model by id")]
    [DefaultValue("clip-vit-b32-onnx")]
    [Required]
    public string Model { get; init; } = "clip-vit-b32-onnx";

    /// <summary>What ONNX Runtime computes with.</summary>
    [Description("ONNX Runtime's execution provider; the CPU if it does not load")]
    [DefaultValue(OnnxProvider.Auto)]
    public OnnxProvider Provider { get; init; } = OnnxProvider.Auto;

    /// <summary>Number of the GPU.</summary>
    [Description("number of the GPU")]
    [Range(0, 63)]
    [DefaultValue(0)]
    public int Device { get; init; }

    /// <summary>Whether the cosine is multiplied by the model's logit scale; only models with logits among their outputs know it.</summary>
    [Description("whether the cosine is multiplied by the model's logit scale, if the model contains it")]
    [DefaultValue(false)]
    public bool LogitScale { get; init; }

    /// <summary>Images or texts a forward pass; 0 chooses by free memory.</summary>
    [Description("images per forward pass; 0 chooses by free memory")]
    [Range(0, 4096)]
    [DefaultValue(0)]
    public int BatchSize { get; init; }

    /// <summary>How image files are read.</summary>
    [Description("how image files are read: shown (turned by EXIF, transparency on white) or reference (as the Python originals: Pillow's convert(\"RGB\"))")]
    [DefaultValue(ImageReading.Shown)]
    public ImageReading ImageReading { get; init; } = ImageReading.Shown;
}
