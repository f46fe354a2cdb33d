using System.Text.Json.Nodes;
using RewardLab.Abstractions;
using RewardLab.Torch.Configuration;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Vision;

namespace RewardLab.Torch.Models.Blip;

/// <summary>Shape of an ImageReward model. The defaults are the published one's.</summary>
public sealed record ImageRewardConfig
{
    /// <summary>The image's tower. Default: ViT-L/16 at 224 pixels.</summary>
    public VisionTransformerConfig Vision { get; init; } = VisionTransformerConfig.Large16;

    /// <summary>The text's tower, which looks at the image. Default: BERT-base with BLIP's two extra words.</summary>
    public BertConfig Text { get; init; } = new() { VocabularySize = 30_524, EncoderWidth = VisionTransformerConfig.Large16.Width };

    /// <summary>Width of BLIP's contrastive space, which scoring does not use. Default: 256.</summary>
    public int ProjectionSize { get; init; } = 256;

    /// <summary>Subtracted from the head's value. Default: the published model's mean.</summary>
    public double RewardMean { get; init; } = 0.16717362830052426;

    /// <summary>The head's value, less the mean, is divided by it; above 0. Default: the published model's standard deviation.</summary>
    public double RewardDeviation { get; init; } = 1.0333394966054072;

    /// <summary>Tokens of a text, begin and end included; longer ones are cut. Default: 35.</summary>
    public int MaxTextTokens { get; init; } = 35;

    /// <summary>Reads the published med_config.json, which describes the text's tower; all else is as published.</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ImageRewardConfig LoadMed(string path)
    {
        var defaults = new ImageRewardConfig();

        // BLIP's code overrides the file's encoder_width, which says 768, by the image tower's.
        return defaults with { Text = BertConfig.From(JsonConfig.Load(path), defaults.Text) with { EncoderWidth = defaults.Vision.Width } };
    }

    /// <summary>Reads a config.json of model_type "imagereward", RewardLab's own: sections "vision_config" and "text_config".</summary>
    /// <exception cref="RewardLabException">The file cannot be read, or a value is not supported; names file and key.</exception>
    public static ImageRewardConfig Load(string path)
    {
        var json = JsonConfig.Load(path);
        json.RequireAnyOf(new Dictionary<string, string[]> { ["model_type"] = ["\"imagereward\""] });
        var defaults = new ImageRewardConfig();
        var vision = json.Section("vision_config") is { } section ? VisionTransformerJson.Read(section, defaults.Vision) : defaults.Vision;
        var text = json.Section("text_config") is { } words ? BertConfig.From(words, defaults.Text) : defaults.Text;
        var deviation = json.Number("reward_std", defaults.RewardDeviation);
        var config = new ImageRewardConfig
        {
            Vision = vision,
            Text = text with { EncoderWidth = vision.Width },
            ProjectionSize = json.Integer("projection_dim", defaults.ProjectionSize),
            RewardMean = json.Number("reward_mean", defaults.RewardMean),
            RewardDeviation = deviation > 0 ? deviation : throw json.Refused("reward_std", $"{deviation}", "above 0"),
            MaxTextTokens = json.Integer("max_text_tokens", defaults.MaxTextTokens, minimum: 2),
        };
        json.RequireNothingElse(InertSettings.Transformers);
        return config;
    }

    /// <summary>The text of a config.json that <see cref="Load"/> reads.</summary>
    public string ToJson() => JsonConfig.Write(new JsonObject
    {
        ["model_type"] = "imagereward",
        ["projection_dim"] = ProjectionSize,
        ["reward_mean"] = RewardMean,
        ["reward_std"] = RewardDeviation,
        ["max_text_tokens"] = MaxTextTokens,
        ["vision_config"] = VisionTransformerJson.Write(Vision),
        ["text_config"] = Text.ToJsonObject(),
    });
}
