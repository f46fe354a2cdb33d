using System.Collections.Frozen;
using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Imaging;

/// <summary>How images become a vision model's input. The defaults are CLIP's at 224 pixels, as transformers does it.</summary>
public sealed record ImagePreprocessorConfig
{
    internal const string FileName = "preprocessor_config.json";
    private const int MaxSide = 16_384;

    // Of images that are red, green and blue already; where tensors go; what a processor is called.
    private static readonly FrozenSet<string> Inert = FrozenSet.Create(
        StringComparer.Ordinal, "data_format", "device", "disable_grouping", "do_convert_rgb", "image_seq_length", "input_data_format", "model_input_names",
        "processor_class", "return_tensors", "transformers_version", "valid_processor_keys");

    private static readonly Dictionary<string, string[]> BuiltValues = new(StringComparer.Ordinal) { ["do_pad"] = ["false", "null"] };

    private static readonly Dictionary<string, CropRounding> Roundings = new() { ["floor"] = CropRounding.Floor, ["half_to_even"] = CropRounding.HalfToEven };

    private static readonly Dictionary<string, ImageResizeMode?> OwnResizeModes = new()
    {
        [""] = null,
        ["longest"] = ImageResizeMode.LongestEdge,
        ["longest_in_float"] = ImageResizeMode.LongestEdgePadded,
    };

    private static readonly Dictionary<string, ImagePreprocessorConfig> Processors = new(StringComparer.Ordinal)
    {
        ["BitImageProcessor"] = new(),
        ["BlipImageProcessor"] = new() { ResizeMode = ImageResizeMode.Squash, ResizeHeight = 384, ResizeWidth = 384, IsCropped = false },
        ["CLIPFeatureExtractor"] = new(),
        ["CLIPImageProcessor"] = new(),
        ["SiglipImageProcessor"] = new() { ResizeMode = ImageResizeMode.Squash, IsCropped = false, Mean = [.5, .5, .5], StandardDeviation = [.5, .5, .5] },
        ["ViTFeatureExtractor"] = ViT,
        ["ViTImageProcessor"] = ViT,
    };

    private static ImagePreprocessorConfig ViT => new()
    {
        ResizeMode = ImageResizeMode.Squash, IsCropped = false, Filter = ResampleFilter.Bilinear, Mean = [.5, .5, .5], StandardDeviation = [.5, .5, .5],
    };

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

    /// <summary>Height of the cut in pixels; what the image lacks is filled with <see cref="FillColor"/>. Default: 224; range [1, 16384].</summary>
    public int CropHeight { get; init; } = 224;

    /// <summary>Width of the cut in pixels; what the image lacks is filled with <see cref="FillColor"/>. Default: 224; range [1, 16384].</summary>
    public int CropWidth { get; init; } = 224;

    /// <summary>Where the cut begins. Default: rounded down.</summary>
    public CropRounding CropRounding { get; init; } = CropRounding.Floor;

    /// <summary>What a cut is filled with where the image lacks something, in every channel. Default: 0, black.</summary>
    public byte FillColor { get; init; }

    /// <summary>Factor from 0..255 to the range that <see cref="Mean"/> and <see cref="StandardDeviation"/> are given in. Default: 1/255.</summary>
    public double RescaleFactor { get; init; } = 1 / 255.0;

    /// <summary>Subtracted from red, green and blue. Default: CLIP's.</summary>
    public IReadOnlyList<double> Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Red, green and blue are divided by it; above 0. Default: CLIP's.</summary>
    public IReadOnlyList<double> StandardDeviation { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>CLIP's preprocessing, as openai/CLIP does it, for another size.</summary>
    /// <param name="side">Side of the model's images in pixels.</param>
    public static ImagePreprocessorConfig OpenAiClipOf(int side) => OpenAiClip with { ResizeHeight = side, CropHeight = side, CropWidth = side };

    /// <summary>BLIP's preprocessing for another size.</summary>
    /// <param name="side">Side of the model's images in pixels.</param>
    public static ImagePreprocessorConfig BlipOf(int side) => Blip with { ResizeHeight = side, ResizeWidth = side };

    /// <summary>What a model's folder says in preprocessor_config.json, else <see cref="OpenAiClipOf"/> or what is given.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="side">Side of the model's images in pixels.</param>
    /// <param name="otherwise">What holds where there is no file.</param>
    /// <exception cref="RewardLabException">The file is malformed, asks for something unsupported, or for another size than the model's; names file and
    /// key.</exception>
    public static ImagePreprocessorConfig OfFolder(ModelFolder files, int side, ImagePreprocessorConfig? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        if (!files.HasFile(FileName))
        {
            return otherwise ?? OpenAiClipOf(side);
        }

        var config = FromFile(files.FilePath(FileName));
        var (height, width) = config.IsCropped ? (config.CropHeight, config.CropWidth) : (config.ResizeHeight, config.ResizeWidth);
        return (config.ResizeMode == ImageResizeMode.None && !config.IsCropped) || (height == side && width == side)
            ? config
            : throw new RewardLabException($"{files.FilePath(FileName)}: gives images of {height} x {width} pixels, but the model takes {side} x {side}.");
    }

    /// <summary>Reads a preprocessor_config.json of transformers, of today's or the older layout.</summary>
    /// <exception cref="RewardLabException">The file is missing or malformed, or asks for something unsupported; names file and key.</exception>
    public static ImagePreprocessorConfig FromFile(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of a preprocessor_config.json.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">What to call it in messages.</param>
    /// <exception cref="RewardLabException">The text is malformed or asks for something unsupported.</exception>
    public static ImagePreprocessorConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>The text of a preprocessor_config.json that <see cref="FromFile"/> reads; what transformers has no word for stands under keys of our
    /// own.</summary>
    public string ToJson()
    {
        var json = new JsonObject
        {
            ["image_processor_type"] = "CLIPImageProcessor",
            ["do_resize"] = ResizeMode != ImageResizeMode.None,
            ["size"] = ResizeMode == ImageResizeMode.ShortestEdge ? new JsonObject { ["shortest_edge"] = ResizeHeight } : Box(ResizeHeight, ResizeWidth),
            ["resample"] = (int)Filter,
            ["do_center_crop"] = IsCropped,
            ["crop_size"] = Box(CropHeight, CropWidth),
            ["do_rescale"] = true,
            ["rescale_factor"] = RescaleFactor,
            ["do_normalize"] = true,
            ["image_mean"] = new JsonArray([.. Mean.Select(value => (JsonNode)value)]),
            ["image_std"] = new JsonArray([.. StandardDeviation.Select(value => (JsonNode)value)]),
            ["crop_rounding"] = JsonConfig.TextOf(CropRounding, Roundings),
            ["fill_color"] = FillColor,
        };
        if (OwnResizeModes.FirstOrDefault(mode => mode.Value == ResizeMode).Key is { Length: > 0 } own)
        {
            json["resize_mode"] = own;
        }

        return JsonConfig.Write(json);

        static JsonObject Box(int height, int width) => new() { ["height"] = height, ["width"] = width };
    }

    private static ImagePreprocessorConfig From(JsonConfig json)
    {
        json.RequireAnyOf(BuiltValues);
        var defaults = ReadProcessor(json);

        // A size that is one number means the shorter side to CLIP's processor and a square to most others.
        var isSquare = json.Flag("default_to_square", defaults.ResizeMode == ImageResizeMode.Squash);
        var (mode, height, width) = ReadSize(json, "size", isSquare ? ImageResizeMode.Squash : ImageResizeMode.ShortestEdge, defaults.ResizeHeight);
        mode = json.Choice("resize_mode", "", OwnResizeModes) ?? mode;
        var (_, cropHeight, cropWidth) = ReadSize(json, "crop_size", ImageResizeMode.Squash, 224);
        var isNormalised = json.Flag("do_normalize", true);
        var (mean, deviation) = (json.Numbers("image_mean", defaults.Mean), ReadDeviation(json, defaults.StandardDeviation));
        var factor = json.Number("rescale_factor", 1 / 255.0);
        var fill = json.Integer("fill_color", 0, minimum: 0);
        var config = new ImagePreprocessorConfig
        {
            ResizeMode = json.Flag("do_resize", true) ? mode : ImageResizeMode.None,
            ResizeHeight = height,
            ResizeWidth = width,
            Filter = ReadFilter(json, defaults.Filter),
            IsCropped = json.Flag("do_center_crop", defaults.IsCropped),
            CropHeight = cropHeight,
            CropWidth = cropWidth,
            CropRounding = json.Choice("crop_rounding", "floor", Roundings),
            FillColor = fill <= byte.MaxValue ? (byte)fill : throw json.Refused("fill_color", $"{fill}", "from 0 to 255"),
            RescaleFactor = json.Flag("do_rescale", true) ? factor : 1,
            Mean = isNormalised ? mean : [0, 0, 0],
            StandardDeviation = isNormalised ? deviation : [1, 1, 1],
        };
        json.RequireNothingElse(Inert);
        return config;
    }

    // What a file does not say is as the processor's class has it. The fast classes resize tensors, which differs from Pillow by about 1/255.
    private static ImagePreprocessorConfig ReadProcessor(JsonConfig json)
    {
        var older = json.Text("feature_extractor_type", "CLIPImageProcessor");
        var type = json.Text("image_processor_type", older);
        return Processors.TryGetValue(type.EndsWith("Fast", StringComparison.Ordinal) ? type[..^"Fast".Length] : type, out var defaults)
            ? defaults
            : throw json.Refused(
                "image_processor_type", $"'{type}'", string.Join(" or ", Processors.Keys.Order(StringComparer.Ordinal).Select(name => $"'{name}'")));
    }

    private static IReadOnlyList<double> ReadDeviation(JsonConfig json, IReadOnlyList<double> fallback)
    {
        var values = json.Numbers("image_std", fallback);
        return values.All(value => value > 0) ? values : throw json.Refused("image_std", string.Join(", ", values), "above 0");
    }

    private static ResampleFilter ReadFilter(JsonConfig json, ResampleFilter fallback)
    {
        var number = json.Integer("resample", (int)fallback, minimum: 0);
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
            section.RequireNothingElse();
            return (ImageResizeMode.ShortestEdge, side, side);
        }

        if (!section.Has("height") || !section.Has("width"))
        {
            throw json.Refused(key, "an object", "a number, an object with 'shortest_edge', or one with 'height' and 'width'");
        }

        var (height, width) = (Limited(section, "height", section.Integer("height", fallback)), Limited(section, "width", section.Integer("width", fallback)));
        section.RequireNothingElse();
        return (ImageResizeMode.Squash, height, width);
    }

    private static int Limited(JsonConfig json, string key, int side) =>
        side <= MaxSide ? side : throw json.Refused(key, $"{side}", $"at most {MaxSide} pixels");
}
