using System.Collections.Frozen;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Reads the "preprocess_cfg" of OpenCLIP's open_clip_config.json, as OpenCLIP's image_transform does it at evaluation.</summary>
internal static class OpenClipPreprocessing
{
    // OpenCLIP overwrites the size by the vision tower's.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(StringComparer.Ordinal, "size");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal) { ["mode"] = ["\"RGB\"", "null"] };

    // "random" is drawn in training alone.
    private static readonly Dictionary<string, ResampleFilter> Filters = new()
    {
        ["bicubic"] = ResampleFilter.Bicubic,
        ["bilinear"] = ResampleFilter.Bilinear,
        ["random"] = ResampleFilter.Bicubic,
    };

    private static readonly Dictionary<string, ImageResizeMode> ResizeModes = new()
    {
        ["shortest"] = ImageResizeMode.ShortestEdge,
        ["longest"] = ImageResizeMode.LongestEdge,
        ["squash"] = ImageResizeMode.Squash,
    };

    /// <param name="section">The section; null means OpenCLIP's defaults, which are CLIP's.</param>
    /// <param name="side">Side of the vision tower's images in pixels.</param>
    internal static ImagePreprocessorConfig Read(JsonConfig? section, int side)
    {
        var defaults = ImagePreprocessorConfig.OpenAiClipOf(side) with { ResizeWidth = side };
        if (section is null)
        {
            return defaults;
        }

        section.RequireAnyOf(BuiltValues);
        var mode = section.Choice("resize_mode", "shortest", ResizeModes);
        var fill = section.Integer("fill_color", 0, minimum: 0);
        var deviation = Channels(section, "std", defaults.StandardDeviation);
        var config = defaults with
        {
            Mean = Channels(section, "mean", defaults.Mean),
            StandardDeviation = deviation.All(value => value > 0) ? deviation : throw section.Refused("std", string.Join(", ", deviation), "above 0"),
            Filter = section.Choice("interpolation", "bicubic", Filters),
            ResizeMode = mode,
            IsCropped = mode != ImageResizeMode.Squash,
            FillColor = fill <= byte.MaxValue ? (byte)fill : throw section.Refused("fill_color", $"{fill}", "from 0 to 255"),
        };
        section.RequireNothingElse(Inert);
        return config;
    }

    // One number stands for all channels, except 0, which OpenCLIP takes for nothing.
    private static IReadOnlyList<double> Channels(JsonConfig section, string key, IReadOnlyList<double> fallback) =>
        !section.IsNumber(key) ? section.Numbers(key, fallback)
        : section.Number(key, 0) is var value && value == 0 ? fallback
        : [value, value, value];
}
