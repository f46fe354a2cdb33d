using RewardLab.Abstractions;
using RewardLab.Numerics.Configuration;
using RewardLab.Numerics.Weights;

namespace RewardLab.Numerics.Imaging;

/// <summary>How pictures become a vision model's input. The defaults are CLIP's at 224 pixels, as transformers does it.</summary>
public sealed record ImagePreprocessorConfig
{
    private const int MaxSide = 16_384;

    /// <summary>CLIP as openai/CLIP and ImageReward do it: torchvision's crop.</summary>
    public static ImagePreprocessorConfig OpenAiClip { get; } = new() { CropRounding = CropRounding.HalfToEven };

    /// <summary>BLIP and BLIP-2 at evaluation: squashed to 224 x 224, no crop.</summary>
    public static ImagePreprocessorConfig Blip { get; } = new() { ResizeMode = ImageResizeMode.Squash, IsCropped = false };

    /// <summary>HPSv2: longest side to 224, the rest black; no crop.</summary>
    public static ImagePreprocessorConfig Hpsv2 { get; } = new() { ResizeMode = ImageResizeMode.LongestEdgePadded, IsCropped = false };

    /// <summary>How the size is changed. Default: shortest edge.</summary>
    public ImageResizeMode ResizeMode { get; init; } = ImageResizeMode.ShortestEdge;

    /// <summary>Height after the resize in pixels, or the shorter side. Default: 224; range [1, 16384].</summary>
    public int ResizeHeight { get; init; } = 224;

    /// <summary>Width after the resize in pixels; not used with <see cref="ImageResizeMode.ShortestEdge"/>. Default: 224; range [1, 16384].</summary>
    public int ResizeWidth { get; init; } = 224;

    /// <summary>The resize's filter. Default: bicubic.</summary>
    public ResampleFilter Filter { get; init; } = ResampleFilter.Bicubic;

    /// <summary>Whether the centre is cut out. Default: yes.</summary>
    public bool IsCropped { get; init; } = true;

    /// <summary>Height of the cut in pixels; what the picture lacks is black. Default: 224; range [1, 16384].</summary>
    public int CropHeight { get; init; } = 224;

    /// <summary>Width of the cut in pixels; what the picture lacks is black. Default: 224; range [1, 16384].</summary>
    public int CropWidth { get; init; } = 224;

    /// <summary>Where the cut begins. Default: rounded down.</summary>
    public CropRounding CropRounding { get; init; } = CropRounding.Floor;

    /// <summary>Factor from 0..255 to the range that <see cref="Mean"/> and <see cref="StandardDeviation"/> are given in. Default: 1/255.</summary>
    public double RescaleFactor { get; init; } = 1 / 255.0;

    /// <summary>Subtracted from red, green and blue. Default: CLIP's.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Red, green and blue are divided by it; above 0. Default: CLIP's.</summary>
    public IReadOnlyList<double> StandardDeviation { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>CLIP's preprocessing, as openai/CLIP does it, for another size.</summary>
    /// <param name="side">Side of the model's pictures in pixels.</param>
    public static ImagePreprocessorConfig OpenAiClipOf(int side) => OpenAiClip with { ResizeHeight = side, CropHeight = side, CropWidth = side };

    /// <summary>What a model's folder says in preprocessor_config.json, else <see cref="OpenAiClipOf"/>.</summary>
    /// <exception cref="RewardLabException">The file is malformed, or asks for something unsupported; names file and key.</exception>
    public static ImagePreprocessorConfig OfFolder(ModelFolder files, int side)
    {
        ArgumentNullException.ThrowIfNull(files);
        const string Name = "preprocessor_config.json";
        return files.HasFile(Name) ? FromFile(files.FilePath(Name)) : OpenAiClipOf(side);
    }

    /// <summary>Reads a preprocessor_config.json of transformers, of today's or the older layout.</summary>
    /// <exception cref="RewardLabException">The file is missing or malformed, or asks for something unsupported; names file and key.</exception>
    public static ImagePreprocessorConfig FromFile(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a preprocessor_config.json.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="RewardLabException">The text is malformed or asks for something unsupported.</exception>
    public static ImagePreprocessorConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    private static ImagePreprocessorConfig From(JsonConfig json)
    {
        // A size that is one number means the shorter side to CLIP's processor and a square to every other.
        var type = json.Text("image_processor_type", json.Text("feature_extractor_type", "CLIPImageProcessor"));
        var isNumberShortestEdge = type.StartsWith("CLIP", StringComparison.Ordinal);
        var (mode, height, width) = ReadSize(json, "size", isNumberShortestEdge ? ImageResizeMode.ShortestEdge : ImageResizeMode.Squash, 224);
        var (_, cropHeight, cropWidth) = ReadSize(json, "crop_size", ImageResizeMode.Squash, 224);
        var isNormalised = json.Flag("do_normalize", true);
        var defaults = new ImagePreprocessorConfig();
        return new ImagePreprocessorConfig
        {
            ResizeMode = json.Flag("do_resize", true) ? mode : ImageResizeMode.None,
            ResizeHeight = height,
            ResizeWidth = width,
            Filter = ReadFilter(json),
            IsCropped = json.Flag("do_center_crop", isNumberShortestEdge),
            CropHeight = cropHeight,
            CropWidth = cropWidth,
            RescaleFactor = json.Flag("do_rescale", true) ? json.Number("rescale_factor", 1 / 255.0) : 1,
            Mean = isNormalised ? json.Numbers("image_mean", defaults.Mean) : [0, 0, 0],
            StandardDeviation = isNormalised ? ReadDeviation(json, defaults.StandardDeviation) : [1, 1, 1],
        };
    }

    private static IReadOnlyList<double> ReadDeviation(JsonConfig json, IReadOnlyList<double> fallback)
    {
        var values = json.Numbers("image_std", fallback);
        return values.All(value => value > 0) ? values : throw json.Refused("image_std", string.Join(", ", values), "above 0");
    }

    private static ResampleFilter ReadFilter(JsonConfig json)
    {
        var number = json.Integer("resample", (int)ResampleFilter.Bicubic, minimum: 0);
        return Enum.IsDefined((ResampleFilter)number)
            ? (ResampleFilter)number
            : throw json.Refused("resample", $"{number}", "1 (Lanczos), 2 (bilinear) or 3 (bicubic)");
    }

    private static (ImageResizeMode Mode, int Height, int Width) ReadSize(JsonConfig json, string key, ImageResizeMode numberMode, int fallback)
    {
        if (!json.IsObject(key))
        {
            var side = Limited(json, key, json.Integer(key, fallback));
            return (numberMode, side, side);
        }

        var section = json.Section(key)!;
        if (section.Has("shortest_edge"))
        {
            var side = Limited(section, "shortest_edge", section.Integer("shortest_edge", fallback));
            return (ImageResizeMode.ShortestEdge, side, side);
        }

        return section.Has("height") && section.Has("width")
            ? (ImageResizeMode.Squash, Limited(section, "height", section.Integer("height", fallback)), Limited(section, "width", section.Integer("width", fallback)))
            : throw json.Refused(key, "an object", "a number, an object with 'shortest_edge', or one with 'height' and 'width'");
    }

    private static int Limited(JsonConfig json, string key, int side) =>
        side <= MaxSide ? side : throw json.Refused(key, $"{side}", $"at most {MaxSide} pixels");
}
