using RewardLab.Abstractions;
using RewardLab.Numerics.Configuration;

namespace RewardLab.Numerics.Models.Clip;

/// <summary>Reads OpenCLIP's open_clip_config.json as a <see cref="ClipConfig"/>.</summary>
public static class OpenClipConfig
{
    private const int BaseHeadWidth = 64;

    /// <summary>ViT-H/14 as LAION trained it: the model under PickScore and HPSv2.</summary>
    public static ClipConfig VitH14 { get; } = new()
    {
        Text = new ClipTextConfig { VocabularySize = 49_408, MaxTokenCount = 77, EndOfTextId = 49_407, HiddenSize = 1024, IntermediateSize = 4096, LayerCount = 24, HeadCount = 16, Activation = ClipActivation.Gelu },
        Vision = new ClipVisionConfig { ImageSize = 224, HiddenSize = 1280, IntermediateSize = 5120, LayerCount = 32, HeadCount = 16, PatchSize = 14, Activation = ClipActivation.Gelu },
        ProjectionSize = 1024,
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ClipConfig Load(string path)
    {
        var json = JsonConfig.Load(path);
        var model = json.Section("model_cfg") ?? throw json.Refused("model_cfg", "missing", "an object");
        var vision = model.Section("vision_cfg") ?? throw model.Refused("vision_cfg", "missing", "an object");
        var text = model.Section("text_cfg") ?? throw model.Refused("text_cfg", "missing", "an object");
        foreach (var foreign in new[] { "timm_model_name", "hf_model_name" }.Where(key => vision.Has(key) || text.Has(key)))
        {
            throw (vision.Has(foreign) ? vision : text).Refused(foreign, "set", "absent: only CLIP's own towers are built");
        }

        var activation = model.Flag("quick_gelu", false) ? ClipActivation.QuickGelu : ClipActivation.Gelu;
        var (visionWidth, textWidth) = (vision.Integer("width", 768), text.Integer("width", 512));
        return new ClipConfig
        {
            ProjectionSize = model.Integer("embed_dim", 512),
            Vision = new ClipVisionConfig
            {
                HiddenSize = visionWidth,
                IntermediateSize = (int)(visionWidth * vision.Number("mlp_ratio", 4)),
                LayerCount = vision.Integer("layers", 12),
                HeadCount = Heads(vision, visionWidth, visionWidth / vision.Integer("head_width", BaseHeadWidth)),
                ImageSize = vision.Integer("image_size", 224),
                PatchSize = vision.Integer("patch_size", 32),
                Activation = activation,
            },
            Text = new ClipTextConfig
            {
                HiddenSize = textWidth,
                IntermediateSize = (int)(textWidth * text.Number("mlp_ratio", 4)),
                LayerCount = text.Integer("layers", 12),
                HeadCount = Heads(text, textWidth, text.Integer("heads", 8)),
                MaxTokenCount = text.Integer("context_length", 77),
                VocabularySize = text.Integer("vocab_size", 49_408),
                EndOfTextId = text.Integer("vocab_size", 49_408) - 1,
                Activation = activation,
            },
        };
    }

    private static int Heads(JsonConfig json, int width, int heads) =>
        heads > 0 && width % heads == 0 ? heads : throw json.Refused("width", $"{width}", $"a multiple of the number of heads, {heads}");
}
