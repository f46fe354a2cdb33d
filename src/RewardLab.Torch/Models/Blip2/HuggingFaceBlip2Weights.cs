using System.Text.RegularExpressions;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>A checkpoint of transformers' Blip2ForImageTextRetrieval, seen under LAVIS' names: what <see cref="Blip2Model"/> loads.</summary>
/// <remarks>transformers joins the biases of query, key and value, with zeros for the key's.
/// Names that are not known stay as they are, so that loading names them.</remarks>
public sealed partial class HuggingFaceBlip2Weights : MappedWeights
{
    private const string JointBias = ".self_attn.qkv.bias";

    // In order: the first that is found in a name takes its place.
    private static readonly (string Theirs, string Ours)[] Parts =
    [
        ("vision_model.embeddings.class_embedding", "visual_encoder.cls_token"),
        ("vision_model.embeddings.position_embedding", "visual_encoder.pos_embed"),
        ("vision_model.embeddings.patch_embedding.", "visual_encoder.patch_embed.proj."),
        ("vision_model.post_layernorm.", "ln_vision."),
        ("qformer.layernorm.", "Qformer.bert.embeddings.LayerNorm."),
        ("qformer.embeddings.", "Qformer.bert.embeddings."), // so in the first upload
        ("vision_projection.", "vision_proj."),
        ("text_projection.", "text_proj."),
    ];

    /// <summary>Looks at a checkpoint through LAVIS' names.</summary>
    /// <param name="stored">The checkpoint; closed with this view.</param>
    /// <exception cref="Abstractions.RewardLabException">A joint bias cannot be split in three.</exception>
    public HuggingFaceBlip2Weights(IWeightSource stored)
        : base(stored)
    {
        foreach (var info in stored.Tensors.Values)
        {
            if (info.Name.EndsWith(JointBias, StringComparison.Ordinal))
            {
                var attention = VisionBlock().Replace(info.Name[..^JointBias.Length], "visual_encoder.blocks.${index}") + ".attn.";
                Add(attention + "q_bias", info, third: 0);
                Add(attention + "v_bias", info, third: 2);
            }
            else
            {
                Add(NameOf(info.Name), info);
            }
        }
    }

    /// <summary>Whether a checkpoint uses these names.</summary>
    public static bool Fits(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Tensors.ContainsKey("query_tokens") && source.Tensors.ContainsKey("vision_model.post_layernorm.weight");
    }

    private static string NameOf(string name)
    {
        foreach (var (theirs, ours) in Parts)
        {
            if (name.StartsWith(theirs, StringComparison.Ordinal))
            {
                return ours + name[theirs.Length..];
            }
        }

        return name.StartsWith("vision_model.", StringComparison.Ordinal)
            ? VisionBlock().Replace(name, "visual_encoder.blocks.${index}")
                .Replace(".layer_norm", ".norm", StringComparison.Ordinal)
                .Replace(".self_attn.projection.", ".attn.proj.", StringComparison.Ordinal)
                .Replace(".self_attn.", ".attn.", StringComparison.Ordinal)
            : name.StartsWith("qformer.encoder.", StringComparison.Ordinal)
                ? "Qformer.bert." + name["qformer.".Length..].Replace("attention.attention.", "attention.self.", StringComparison.Ordinal)
                : name.StartsWith("embeddings.", StringComparison.Ordinal) ? "Qformer.bert." + name : name;
    }

    [GeneratedRegex(@"^vision_model\.encoder\.layers\.(?<index>\d+)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex VisionBlock();
}
