using RewardLab.Abstractions;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models;

/// <summary>Tells what a checkpoint is by its tensors' names.</summary>
public static class ArchitectureRecognizer
{
    // In order: the first whose names are all there wins.
    private static readonly (ModelArchitecture Architecture, string[] Names)[] Signs =
    [
        (ModelArchitecture.ImageReward, ["mlp.layers.0.weight", "blip.visual_encoder.cls_token"]),
        (ModelArchitecture.Blip2, ["query_tokens", "Qformer.bert.embeddings.LayerNorm.weight"]),
        (ModelArchitecture.Blip2, ["query_tokens", "vision_model.post_layernorm.weight"]),
        (ModelArchitecture.Siglip, ["logit_bias", "vision_model.head.probe"]),
        (ModelArchitecture.Clip, ["text_model.embeddings.token_embedding.weight", "vision_model.embeddings.class_embedding"]),
        (ModelArchitecture.Clip, ["token_embedding.weight", "visual.conv1.weight"]),
        (ModelArchitecture.Clip, ["text.token_embedding.weight", "visual.conv1.weight"]),
        (ModelArchitecture.Blip, ["visual_encoder.cls_token", "text_encoder.embeddings.word_embeddings.weight"]),
        (ModelArchitecture.Blip, ["vision_model.embeddings.class_embedding", "text_encoder.embeddings.word_embeddings.weight"]),
        (ModelArchitecture.DiffusionUNet, ["conv_in.weight", "time_embedding.linear_1.weight"]),
        (ModelArchitecture.Autoencoder, ["decoder.conv_in.weight", "encoder.conv_in.weight"]),
        (ModelArchitecture.ClipText, ["text_model.embeddings.token_embedding.weight"]),
    ];

    /// <summary>What the checkpoint looks like.</summary>
    public static ModelArchitecture Recognize(IWeightSource weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        foreach (var (architecture, names) in Signs)
        {
            if (names.All(weights.Tensors.ContainsKey))
            {
                return architecture;
            }
        }

        return weights.Tensors.Keys.Any(name => name.Contains("lora", StringComparison.OrdinalIgnoreCase)) ? ModelArchitecture.Lora : ModelArchitecture.Unknown;
    }

    /// <summary>The architecture for people, such as "a BLIP-2".</summary>
    public static string Describe(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.Clip => "a CLIP",
        ModelArchitecture.ImageReward => "an ImageReward",
        ModelArchitecture.Blip2 => "a BLIP-2",
        ModelArchitecture.Blip => "a BLIP",
        ModelArchitecture.Siglip => "a SigLIP",
        ModelArchitecture.DiffusionUNet => "a U-Net of Stable Diffusion",
        ModelArchitecture.Autoencoder => "an autoencoder of Stable Diffusion",
        ModelArchitecture.ClipText => "a CLIP text encoder alone",
        ModelArchitecture.Lora => "low-rank adapters",
        _ => "no model that RewardLab knows",
    };

    /// <summary>Refuses a checkpoint of another architecture, by name.</summary>
    /// <exception cref="RewardLabException">It looks like something else.</exception>
    public static void Require(IWeightSource weights, ModelArchitecture expected)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var found = Recognize(weights);
        if (found != expected && found != ModelArchitecture.Unknown)
        {
            var remedy = RewardFor(found) is { } reward ? $"score it with reward '{reward}'" : "no reward is made of it";
            throw new RewardLabException($"{weights.Path}: this looks like {Describe(found)}, where {Describe(expected)} is expected; {remedy}.");
        }
    }

    /// <summary>The id of the reward that a checkpoint of this architecture makes; null where there is none.</summary>
    public static string? RewardFor(ModelArchitecture architecture) => architecture switch
    {
        ModelArchitecture.Clip => "clip",
        ModelArchitecture.ImageReward => "imagereward",
        ModelArchitecture.Blip2 => "blip2",
        _ => null,
    };
}
