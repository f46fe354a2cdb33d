using RewardLab.Torch.Models.Diffusion;
using static TorchSharp.torch;

namespace RewardLab.ImageModels.StableDiffusion.Tests;

/// <summary>
/// Writes modules' tensors under the names of the first latent diffusion code. Built the other way round than the product reads: it walks through a
/// model in the order in which that code makes its lists, and numbers what it meets.
/// </summary>
internal static class LatentDiffusionLayout
{
    /// <summary>A U-Net's tensors, under "model.diffusion_model.".</summary>
    public static Dictionary<string, Tensor> From(UNet2DConditionModel unet)
    {
        var config = unet.Config;
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["time_embedding.linear_1"] = "time_embed.0",
            ["time_embedding.linear_2"] = "time_embed.2",
            ["add_embedding.linear_1"] = "label_emb.0.0",
            ["add_embedding.linear_2"] = "label_emb.0.2",
            ["conv_in"] = "input_blocks.0.0",
            ["mid_block.resnets.0"] = "middle_block.0",
            ["mid_block.attentions.0"] = "middle_block.1",
            ["mid_block.resnets.1"] = "middle_block.2",
            ["conv_norm_out"] = "out.0",
            ["conv_out"] = "out.2",
        };
        var next = 1;
        for (var level = 0; level < config.LevelCount; level++)
        {
            for (var layer = 0; layer < config.LayersPerBlock; layer++, next++)
            {
                places[$"down_blocks.{level}.resnets.{layer}"] = $"input_blocks.{next}.0";
                places[$"down_blocks.{level}.attentions.{layer}"] = $"input_blocks.{next}.1";
            }

            if (level < config.LevelCount - 1)
            {
                places[$"down_blocks.{level}.downsamplers.0.conv"] = $"input_blocks.{next++}.0.op";
            }
        }

        next = 0;
        for (var block = 0; block < config.LevelCount; block++)
        {
            var attends = config.UpBlockTypes[block].StartsWith("CrossAttn", StringComparison.Ordinal);
            for (var layer = 0; layer <= config.LayersPerBlock; layer++, next++)
            {
                places[$"up_blocks.{block}.resnets.{layer}"] = $"output_blocks.{next}.0";
                places[$"up_blocks.{block}.attentions.{layer}"] = $"output_blocks.{next}.1";
            }

            places[$"up_blocks.{block}.upsamplers.0.conv"] = $"output_blocks.{next - 1}.{(attends ? 2 : 1)}.conv";
        }

        (string, string)[] inner =
        [
            ("norm1", "in_layers.0"), ("conv1", "in_layers.2"), ("time_emb_proj", "emb_layers.1"), ("norm2", "out_layers.0"), ("conv2", "out_layers.3"),
            ("conv_shortcut", "skip_connection"),
        ];
        return unet.state_dict().ToDictionary(
            entry => "model.diffusion_model." + Moved(entry.Key, places, inner), entry => entry.Value, StringComparer.Ordinal);
    }

    /// <summary>An autoencoder's tensors, under "first_stage_model.", the projections of its attention as 1x1 convolutions.</summary>
    public static Dictionary<string, Tensor> From(AutoencoderKL autoencoder)
    {
        var config = autoencoder.Config;
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["encoder.conv_norm_out"] = "encoder.norm_out",
            ["decoder.conv_norm_out"] = "decoder.norm_out",
        };
        foreach (var side in new[] { "encoder", "decoder" })
        {
            places[$"{side}.mid_block.resnets.0"] = $"{side}.mid.block_1";
            places[$"{side}.mid_block.resnets.1"] = $"{side}.mid.block_2";
            foreach (var (layer, stored) in new[] { ("group_norm", "norm"), ("to_q", "q"), ("to_k", "k"), ("to_v", "v"), ("to_out.0", "proj_out") })
            {
                places[$"{side}.mid_block.attentions.0.{layer}"] = $"{side}.mid.attn_1.{stored}";
            }
        }

        for (var level = 0; level < config.LevelCount; level++)
        {
            var block = config.LevelCount - 1 - level;
            places[$"encoder.down_blocks.{level}.downsamplers.0.conv"] = $"encoder.down.{level}.downsample.conv";
            places[$"decoder.up_blocks.{block}.upsamplers.0.conv"] = $"decoder.up.{level}.upsample.conv";
            for (var layer = 0; layer <= config.LayersPerBlock; layer++)
            {
                places[$"encoder.down_blocks.{level}.resnets.{layer}"] = $"encoder.down.{level}.block.{layer}";
                places[$"decoder.up_blocks.{block}.resnets.{layer}"] = $"decoder.up.{level}.block.{layer}";
            }
        }

        return autoencoder.state_dict().ToDictionary(
            entry => "first_stage_model." + Moved(entry.Key, places, [("conv_shortcut", "nin_shortcut")]),
            entry => entry.Key.Contains("attentions", StringComparison.Ordinal) && entry.Value.dim() == 2
                ? entry.Value.unsqueeze(-1).unsqueeze(-1)
                : entry.Value,
            StringComparer.Ordinal);
    }

    /// <summary>A text encoder's tensors in OpenCLIP's names, under "cond_stage_model.model." as Stable Diffusion 2 has them.</summary>
    /// <param name="text">The tensors in transformers' names; without a projection one is made up.</param>
    /// <param name="layerCount">The encoder's blocks.</param>
    /// <param name="prefix">Another prefix.</param>
    public static Dictionary<string, Tensor> OpenClip(
        IReadOnlyDictionary<string, Tensor> text, int layerCount, string prefix = "cond_stage_model.model.")
    {
        var width = text["text_model.final_layer_norm.weight"].shape[0];
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal)
        {
            [prefix + "positional_embedding"] = text["text_model.embeddings.position_embedding.weight"],
            [prefix + "token_embedding.weight"] = text["text_model.embeddings.token_embedding.weight"],
            [prefix + "ln_final.weight"] = text["text_model.final_layer_norm.weight"],
            [prefix + "ln_final.bias"] = text["text_model.final_layer_norm.bias"],
            [prefix + "text_projection"] = text.TryGetValue("text_projection.weight", out var projection)
                ? projection.transpose(0, 1).contiguous() // here [hidden, projection]
                : randn(width, width),
            [prefix + "logit_scale"] = ones([]),
            [prefix + "attn_mask"] = zeros(77, 77),
        };
        for (var layer = 0; layer < layerCount; layer++)
        {
            foreach (var kind in new[] { "weight", "bias" })
            {
                var block = $"{prefix}transformer.resblocks.{layer}";
                Tensor Stored(string name) => text[$"text_model.encoder.layers.{layer}.{name}.{kind}"];
                tensors[$"{block}.attn.in_proj_{kind}"] = cat([Stored("self_attn.q_proj"), Stored("self_attn.k_proj"), Stored("self_attn.v_proj")], 0);
                tensors[$"{block}.attn.out_proj.{kind}"] = Stored("self_attn.out_proj");
                tensors[$"{block}.ln_1.{kind}"] = Stored("layer_norm1");
                tensors[$"{block}.ln_2.{kind}"] = Stored("layer_norm2");
                tensors[$"{block}.mlp.c_fc.{kind}"] = Stored("mlp.fc1");
                tensors[$"{block}.mlp.c_proj.{kind}"] = Stored("mlp.fc2");
            }
        }

        return tensors;
    }

    private static string Moved(string name, Dictionary<string, string> places, (string Current, string Stored)[] inner)
    {
        var place = places.Keys.Where(key => name.StartsWith(key + ".", StringComparison.Ordinal)).MaxBy(key => key.Length);
        if (place is null)
        {
            return name;
        }

        var rest = name[place.Length..];
        if (place.Contains("resnets", StringComparison.Ordinal))
        {
            foreach (var (current, stored) in inner)
            {
                rest = rest.StartsWith($".{current}.", StringComparison.Ordinal) ? $".{stored}{rest[(current.Length + 1)..]}" : rest;
            }
        }

        return places[place] + rest;
    }
}
