using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Models.Clip;
using static TorchSharp.torch;

namespace RewardLab.Tests.Checkpoints;

/// <summary>Our models' tensors under the names that others publish them by.</summary>
internal static class PublishedNames
{
    /// <summary>OpenCLIP's: joint projections, some tensors transposed.</summary>
    public static Dictionary<string, Tensor> OpenClip(ClipModel model)
    {
        var ours = model.state_dict();
        var theirs = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            ["positional_embedding"] = ours["text_model.embeddings.position_embedding.weight"],
            ["token_embedding.weight"] = ours["text_model.embeddings.token_embedding.weight"],
            ["ln_final.weight"] = ours["text_model.final_layer_norm.weight"],
            ["ln_final.bias"] = ours["text_model.final_layer_norm.bias"],
            ["text_projection"] = ours["text_projection.weight"].t().contiguous(),
            ["logit_scale"] = ours["logit_scale"],
            ["visual.class_embedding"] = ours["vision_model.embeddings.class_embedding"],
            ["visual.positional_embedding"] = ours["vision_model.embeddings.position_embedding.weight"],
            ["visual.conv1.weight"] = ours["vision_model.embeddings.patch_embedding.weight"],
            ["visual.proj"] = ours["visual_projection.weight"].t().contiguous(),
        };
        foreach (var kind in (string[])["weight", "bias"])
        {
            theirs[$"visual.ln_pre.{kind}"] = ours[$"vision_model.pre_layrnorm.{kind}"];
            theirs[$"visual.ln_post.{kind}"] = ours[$"vision_model.post_layernorm.{kind}"];
            foreach (var (tower, prefix, count) in new[] { ("text", "", model.Config.Text.LayerCount), ("vision", "visual.", model.Config.Vision.LayerCount) })
            {
                for (var i = 0; i < count; i++)
                {
                    var (from, to) = ($"{tower}_model.encoder.layers.{i}", $"{prefix}transformer.resblocks.{i}");
                    theirs[$"{to}.attn.in_proj_{kind}"] = cat(
                        [.. ((string[])["q_proj", "k_proj", "v_proj"]).Select(part => ours[$"{from}.self_attn.{part}.{kind}"])]);
                    theirs[$"{to}.attn.out_proj.{kind}"] = ours[$"{from}.self_attn.out_proj.{kind}"];
                    theirs[$"{to}.ln_1.{kind}"] = ours[$"{from}.layer_norm1.{kind}"];
                    theirs[$"{to}.ln_2.{kind}"] = ours[$"{from}.layer_norm2.{kind}"];
                    theirs[$"{to}.mlp.c_fc.{kind}"] = ours[$"{from}.mlp.fc1.{kind}"];
                    theirs[$"{to}.mlp.c_proj.{kind}"] = ours[$"{from}.mlp.fc2.{kind}"];
                }
            }
        }

        return theirs;
    }

    /// <summary>transformers' Blip2ForImageTextRetrieval: query, key and value biases joined, zeros for the key's.</summary>
    public static Dictionary<string, Tensor> HuggingFaceBlip2(Blip2Model model)
    {
        var ours = model.state_dict();
        var theirs = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in ours)
        {
            if (name.EndsWith(".v_bias", StringComparison.Ordinal))
            {
                continue;
            }

            var renamed = name
                .Replace("visual_encoder.cls_token", "vision_model.embeddings.class_embedding")
                .Replace("visual_encoder.pos_embed", "vision_model.embeddings.position_embedding")
                .Replace("visual_encoder.patch_embed.proj", "vision_model.embeddings.patch_embedding")
                .Replace("visual_encoder.blocks", "vision_model.encoder.layers")
                .Replace("ln_vision", "vision_model.post_layernorm")
                .Replace(".norm1.", ".layer_norm1.").Replace(".norm2.", ".layer_norm2.")
                .Replace(".attn.qkv.", ".self_attn.qkv.").Replace(".attn.proj.", ".self_attn.projection.")
                .Replace("Qformer.bert.embeddings.LayerNorm", "qformer.layernorm")
                .Replace("Qformer.bert.embeddings.", "embeddings.")
                .Replace("attention.self.", "attention.attention.")
                .Replace("Qformer.bert.", "qformer.")
                .Replace("vision_proj.", "vision_projection.").Replace("text_proj.", "text_projection.");
            if (name.EndsWith(".q_bias", StringComparison.Ordinal))
            {
                theirs[renamed.Replace(".attn.q_bias", ".self_attn.qkv.bias")] = cat([tensor, zeros_like(tensor), ours[name.Replace("q_bias", "v_bias")]]);
            }
            else
            {
                theirs[renamed] = tensor;
            }
        }

        theirs["embeddings.position_ids"] = zeros(1, model.Config.QFormer.MaxTokenCount);
        return theirs;
    }
}
