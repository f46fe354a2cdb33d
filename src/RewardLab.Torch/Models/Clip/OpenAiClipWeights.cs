using System.Text.RegularExpressions;
using RewardLab.Abstractions;
using RewardLab.Torch.Weights;

namespace RewardLab.Torch.Models.Clip;

/// <summary>A CLIP checkpoint under OpenAI's and OpenCLIP's names, seen under Hugging Face's: what <see cref="ClipModel"/> loads.</summary>
/// <remarks>
/// There the query, key and value projections of a block are one tensor, here they are its thirds; the two projections to the common space
/// are stored transposed. OpenCLIP's "custom_text" puts the text tower's names under "text.", which changes nothing else. Names that are not known stay as they
/// are, so that loading names them. Reading is thread-safe.
/// </remarks>
public sealed partial class OpenAiClipWeights : MappedWeights
{
    private const string TextPrefix = "text.";
    private static readonly string[] AttentionParts = ["q_proj", "k_proj", "v_proj"];

    // Compiled into OpenAI's archives beside the weights.
    private static readonly string[] Constants = ["input_resolution", "context_length", "vocab_size", "attn_mask"];

    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["positional_embedding"] = "text_model.embeddings.position_embedding.weight",
        ["token_embedding.weight"] = "text_model.embeddings.token_embedding.weight",
        ["ln_final.weight"] = "text_model.final_layer_norm.weight",
        ["ln_final.bias"] = "text_model.final_layer_norm.bias",
        ["text_projection"] = "text_projection.weight",
        ["visual.class_embedding"] = "vision_model.embeddings.class_embedding",
        ["visual.positional_embedding"] = "vision_model.embeddings.position_embedding.weight",
        ["visual.conv1.weight"] = "vision_model.embeddings.patch_embedding.weight",
        ["visual.ln_pre.weight"] = "vision_model.pre_layrnorm.weight",
        ["visual.ln_pre.bias"] = "vision_model.pre_layrnorm.bias",
        ["visual.ln_post.weight"] = "vision_model.post_layernorm.weight",
        ["visual.ln_post.bias"] = "vision_model.post_layernorm.bias",
        ["visual.proj"] = "visual_projection.weight",
    };

    private static readonly Dictionary<string, string> BlockNames = new(StringComparer.Ordinal)
    {
        ["ln_1"] = "layer_norm1",
        ["ln_2"] = "layer_norm2",
        ["attn.out_proj"] = "self_attn.out_proj",
        ["mlp.c_fc"] = "mlp.fc1",
        ["mlp.c_proj"] = "mlp.fc2",
    };

    /// <summary>Looks at a checkpoint through Hugging Face's names.</summary>
    /// <param name="stored">The checkpoint; closed with this view.</param>
    /// <exception cref="RewardLabException">A joint projection's rows cannot be split in three.</exception>
    public OpenAiClipWeights(IWeightSource stored)
        : base(stored)
    {
        foreach (var info in stored.Tensors.Values.Where(info => !Constants.Contains(Plain(info.Name))))
        {
            Add(info);
        }
    }

    /// <summary>Whether a checkpoint uses these names.</summary>
    public static bool Fits(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Tensors.ContainsKey("visual.conv1.weight")
            && (source.Tensors.ContainsKey("token_embedding.weight") || source.Tensors.ContainsKey(TextPrefix + "token_embedding.weight"));
    }

    private static string Plain(string name) => name.StartsWith(TextPrefix, StringComparison.Ordinal) ? name[TextPrefix.Length..] : name;

    private void Add(TensorInfo info)
    {
        var name = Plain(info.Name);
        if (BlockPattern().Match(name) is not { Success: true } match)
        {
            var isTransposed = name is "text_projection" or "visual.proj" && info.Shape.Length == 2;
            Add(Names.GetValueOrDefault(name, info.Name), info, isTransposed: isTransposed);
            return;
        }

        var block = $"{(match.Groups["visual"].Success ? "vision" : "text")}_model.encoder.layers.{match.Groups["index"].Value}";
        var (layer, kind) = (match.Groups["layer"].Value, match.Groups["kind"].Value);
        if (layer != "attn.in_proj")
        {
            Add($"{block}.{BlockNames[layer]}.{kind}", info);
            return;
        }

        for (var i = 0; i < AttentionParts.Length; i++)
        {
            Add($"{block}.self_attn.{AttentionParts[i]}.{kind}", info, third: i);
        }
    }

    [GeneratedRegex(
        @"^(?<visual>visual\.)?transformer\.resblocks\.(?<index>\d+)\.(?<layer>ln_1|ln_2|attn\.in_proj|attn\.out_proj|mlp\.c_fc|mlp\.c_proj)[._](?<kind>weight|"
        + @"bias)$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BlockPattern();
}
