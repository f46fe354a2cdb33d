using System.Collections.Frozen;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Reads OpenCLIP's open_clip_config.json: its "model_cfg" as a <see cref="ClipConfig"/>, its "preprocess_cfg" as an
/// <see cref="ImagePreprocessorConfig"/>.</summary>
/// <remarks>Every setting of OpenCLIP's CLIPVisionCfg and CLIPTextCfg (to version 3.4) is read, refused unless it has the value that is built, or known to
/// change nothing.</remarks>
public static class OpenClipConfig
{
    internal const string FileName = "open_clip_config.json";
    private const string PreprocessSection = "preprocess_cfg";
    private const string ModelSection = "model_cfg";
    private const int BaseHeadWidth = 64;
    private const int DefaultImageSize = 224;
    private const double DefaultEpsilon = 1e-5;

    // What holds for both towers' blocks.
    private static readonly Dictionary<string, string[]> BuiltBlocks = new(StringComparer.Ordinal)
    {
        ["block_type"] = ["null", "\"default\""],
        ["final_ln_after_pool"] = ["false"],
        ["ls_init_value"] = ["null"],
        ["output_tokens"] = ["false"],
        ["qk_norm"] = ["false"],
        ["scale_attn"] = ["false"],
        ["scale_attn_inner"] = ["false"],
        ["scale_fc"] = ["false"],
        ["scale_heads"] = ["false"],
        ["scaled_cosine_attn"] = ["false"],
    };

    private static readonly Dictionary<string, string[]> BuiltVision = new(StringComparer.Ordinal)
    {
        ["attentional_pool"] = ["false"],
        ["global_average_pool"] = ["false"],
        ["input_patchnorm"] = ["false"],
        ["no_ln_pre"] = ["false"],
        ["pool_type"] = ["\"tok\""],
        ["pos_embed_type"] = ["\"learnable\""],
        ["timm_model_name"] = ["null"],
    };

    private static readonly Dictionary<string, string[]> BuiltText = new(StringComparer.Ordinal)
    {
        ["embed_cls"] = ["false"],
        ["hf_model_name"] = ["null"],
        ["hf_tokenizer_name"] = ["null", "\"\""],
        ["no_causal_mask"] = ["false"],
        ["proj"] = ["\"linear\""],
        ["proj_bias"] = ["false"],
        ["proj_type"] = ["\"linear\""],
        ["text_arch"] = ["\"clip\""],
        ["tokenizer_mode"] = ["null"],
        ["tokenizer_type"] = ["\"\"", "null"],
        ["variable_text"] = ["false"],
    };

    private static readonly Dictionary<string, string[]> BuiltModel = new(StringComparer.Ordinal)
    {
        ["init_logit_bias"] = ["null"],
        ["nonscalar_logit_scale"] = ["false"],
    };

    // Dropped patches are a matter of training; the rest is of poolings and towers that are refused.
    private static readonly FrozenSet<string> InertVision = FrozenSet.Create(
        StringComparer.Ordinal, "patch_dropout", "attn_pooler_heads", "attn_pooler_queries", "n_queries", "image_seq_len", "timm_drop", "timm_drop_path",
        "timm_model_kwargs", "timm_model_pretrained", "timm_pool", "timm_proj", "timm_proj_bias");

    // Padding follows a text's end, which no causal attention sees; the rest is of towers that are refused.
    private static readonly FrozenSet<string> InertText = FrozenSet.Create(
        StringComparer.Ordinal,
        "pad_id",
        "bos_id",
        "hf_model_config",
        "hf_model_pretrained",
        "hf_pooler_type",
        "hf_proj_type",
        "tiktoken_name",
        "attention_mode",
        "attn_gated", "mlp_type", "norm_eps", "norm_placement", "pos_embed", "rope_temperature");

    // Whether the text tower is a module of its own changes its tensors' names alone; the scale is read from the weights.
    private static readonly FrozenSet<string> InertModel = FrozenSet.Create(
        StringComparer.Ordinal, "custom_text", "init_logit_scale", "vision_cfg", "text_cfg");

    /// <summary>ViT-H/14 as LAION trained it: the model under PickScore and HPS v2.</summary>
    public static ClipConfig VitH14 { get; } = new()
    {
        Text = new ClipTextConfig
        {
            VocabularySize = 49_408,
            MaxTokenCount = 77,
            EndOfTextId = 49_407,
            HiddenSize = 1024,
            IntermediateSize = 4096,
            LayerCount = 24,
            HeadCount = 16,
            Activation = ClipActivation.Gelu,
        },
        Vision = new ClipVisionConfig
        {
            ImageSize = 224,
            HiddenSize = 1280,
            IntermediateSize = 5120,
            LayerCount = 32,
            HeadCount = 16,
            PatchSize = 14,
            Activation = ClipActivation.Gelu,
        },
        ProjectionSize = 1024,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ClipConfig Load(string path) => From(JsonConfig.Load(path));

    /// <summary>Reads the text of an open_clip_config.json; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static ClipConfig Parse(string json, string source) => From(JsonConfig.Parse(json, source));

    /// <summary>Reads how a model's images are made ready: mean, std, interpolation, resize_mode and fill_color; the size is the vision tower's.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ImagePreprocessorConfig LoadPreprocessing(string path) => PreprocessingFrom(JsonConfig.Load(path));

    /// <summary>Reads the text of an open_clip_config.json as <see cref="LoadPreprocessing"/>; <paramref name="source"/> is named in messages.</summary>
    /// <exception cref="RewardLabException">The text is not JSON, or a value is not supported.</exception>
    public static ImagePreprocessorConfig ParsePreprocessing(string json, string source) => PreprocessingFrom(JsonConfig.Parse(json, source));

    private static ImagePreprocessorConfig PreprocessingFrom(JsonConfig json)
    {
        var side = json.Section(ModelSection)?.Section("vision_cfg")?.Integer("image_size", DefaultImageSize) ?? DefaultImageSize;
        return OpenClipPreprocessing.Read(json.Section(PreprocessSection), side);
    }

    private static ClipConfig From(JsonConfig json)
    {
        var model = json.Section(ModelSection) ?? throw json.Refused(ModelSection, "missing", "an object");
        json.RequireNothingElse(FrozenSet.Create(StringComparer.Ordinal, PreprocessSection));
        var vision = model.Section("vision_cfg") ?? throw model.Refused("vision_cfg", "missing", "an object");
        var text = model.Section("text_cfg") ?? throw model.Refused("text_cfg", "missing", "an object");
        model.RequireAnyOf(BuiltModel);
        var activation = model.Flag("quick_gelu", false) ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        var config = new ClipConfig
        {
            ProjectionSize = model.Integer("embed_dim", 512),
            Vision = ReadVision(vision, activation),
            Text = ReadText(text, activation),
        };
        model.RequireNothingElse(InertModel);
        return config;
    }

    private static ClipVisionConfig ReadVision(JsonConfig json, ClipActivation activation)
    {
        json.RequireAnyOf(BuiltVision);
        json.RequireAnyOf(BuiltBlocks);
        RequireExactActivation(json);
        var width = json.Integer("width", 768);
        var (imageSize, patchSize) = (json.Integer("image_size", DefaultImageSize), json.Integer("patch_size", 16));
        var config = new ClipVisionConfig
        {
            HiddenSize = width,
            IntermediateSize = (int)(width * json.Number("mlp_ratio", 4)),
            LayerCount = json.Integer("layers", 12),
            HeadCount = Heads(json, width, width / json.Integer("head_width", BaseHeadWidth)),
            ImageSize = imageSize,
            PatchSize = patchSize <= imageSize ? patchSize : throw json.Refused("patch_size", $"{patchSize}", $"at most image_size, {imageSize}"),
            Activation = activation,
            LayerNormEpsilon = ReadEpsilon(json),
        };
        json.RequireNothingElse(InertVision);
        return config;
    }

    private static ClipTextConfig ReadText(JsonConfig json, ClipActivation activation)
    {
        json.RequireAnyOf(BuiltText);
        json.RequireAnyOf(BuiltBlocks);
        RequireExactActivation(json);
        var width = json.Integer("width", 512);
        var vocabularySize = json.Integer("vocab_size", 49_408);

        // "argmax" takes the largest id of a text, which is the end's in CLIP's vocabulary; "eos" names it.
        var endId = json.Choice("pool_type", "argmax", new Dictionary<string, bool> { ["argmax"] = false, ["eos"] = true })
            ? json.Integer("eos_id", -1, minimum: 0)
            : vocabularySize - 1;
        var config = new ClipTextConfig
        {
            HiddenSize = width,
            IntermediateSize = (int)(width * json.Number("mlp_ratio", 4)),
            LayerCount = json.Integer("layers", 12),
            HeadCount = Heads(json, width, json.Integer("heads", 8)),
            MaxTokenCount = json.Integer("context_length", 77),
            VocabularySize = vocabularySize,
            EndOfTextId = endId >= 0 && endId < vocabularySize
                ? endId
                : throw json.Refused("eos_id", endId < 0 ? "missing" : $"{endId}", $"from 0 to below vocab_size, {vocabularySize}, where pool_type is 'eos'"),
            Activation = activation,
            LayerNormEpsilon = ReadEpsilon(json),
        };
        json.Integer("eos_id", 0, minimum: 0);
        json.RequireNothingElse(InertText);
        return config;
    }

    // GELU's tanh approximation and suchlike.
    private static void RequireExactActivation(JsonConfig json)
    {
        if (json.Section("act_kwargs") is { } settings)
        {
            settings.RequireAnyOf(new Dictionary<string, string[]> { ["approximate"] = ["\"none\""] });
            settings.RequireNothingElse();
        }
    }

    private static double ReadEpsilon(JsonConfig json)
    {
        if (json.Section("norm_kwargs") is not { } settings)
        {
            return DefaultEpsilon;
        }

        settings.RequireAnyOf(new Dictionary<string, string[]> { ["elementwise_affine"] = ["true"] });
        var epsilon = settings.Number("eps", DefaultEpsilon);
        settings.RequireNothingElse();
        return epsilon > 0 ? epsilon : throw settings.Refused("eps", $"{epsilon}", "above 0");
    }

    private static int Heads(JsonConfig json, int width, int heads) =>
        heads > 0 && width % heads == 0 ? heads : throw json.Refused("width", $"{width}", $"a multiple of the number of heads, {heads}");
}
