using System.Text.RegularExpressions;

namespace RewardLab.Torch.Adapters;

/// <summary>A tensor's name in an adapter's file, taken apart: which layer, and which of its matrices.</summary>
/// <param name="Layer">The layer, as the file names it: dots or, in kohya's names, underscores.</param>
/// <param name="Role">Down (A), up (B) or alpha.</param>
internal sealed partial record LoraTensorName(LoraLayerName Layer, LoraTensorRole Role)
{
    private const string PeftPrefix = "base_model.model.";

    // Longer beginnings first.
    private static readonly (string Prefix, string Component)[] Prefixes =
    [
        ("unet.", LoraLayerName.UNet),
        ("text_encoder_2.", LoraLayerName.TextEncoder2),
        ("text_encoder.", LoraLayerName.TextEncoder),
        ("transformer.", LoraLayerName.Transformer),
        ("diffusion_model.", LoraLayerName.UNet),
        ("lora_unet_", LoraLayerName.UNet),
        ("lora_te1_", LoraLayerName.TextEncoder),
        ("lora_te2_", LoraLayerName.TextEncoder2),
        ("lora_te_", LoraLayerName.TextEncoder),
    ];

    // What other adapters than LoRA put into their files, and what they are called.
    private static readonly (Regex Pattern, string Kind)[] Others =
    [
        (DoRa(), "DoRA, which rescales whole weights"),
        (LoHa(), "LoHa (Hadamard products)"),
        (LoKr(), "LoKr (Kronecker products)"),
        (Mid(), "LoCon in Tucker form (lora_mid)"),
        (Oft(), "OFT (orthogonal rotations)"),
        (Difference(), "a difference of whole weights"),
        (Embedding(), "an embedding"),
        (Bias(), "a trained bias"),
        (Transformer(), "an adapter of a diffusion transformer that is not read (FLUX, or Stable Diffusion 3 under kohya's names)"),
    ];

    /// <summary>Whether a name is one that only PEFT's own files have, whose strength stands in a file beside.</summary>
    public static bool IsPeft(string name) => name.StartsWith(PeftPrefix, StringComparison.Ordinal);

    /// <summary>Whether a name is one of kohya's.</summary>
    public static bool IsKohya(string name) => name.StartsWith("lora_", StringComparison.Ordinal);

    /// <summary>Reads a name of kohya-ss, of diffusers (with and without PEFT), of its older attention processors, or of PEFT; null where it is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="component">The part that is meant where the name begins with none.</param>
    public static LoraTensorName? Parse(string name, string component)
    {
        var rest = name;
        bool stripped;
        do
        {
            stripped = false;
            if (rest.StartsWith(PeftPrefix, StringComparison.Ordinal))
            {
                (rest, stripped) = (rest[PeftPrefix.Length..], true);
            }

            if (Array.Find(Prefixes, known => rest.StartsWith(known.Prefix, StringComparison.Ordinal)) is { Prefix: { } prefix } found)
            {
                (component, rest, stripped) = (found.Component, rest[prefix.Length..], true);
            }
        }
        while (stripped);
        if (component == LoraLayerName.UNet && rest.StartsWith("text_model.", StringComparison.Ordinal))
        {
            component = LoraLayerName.TextEncoder;
        }

        var match = Ending().Match(rest);
        if (!match.Success || match.Index == 0 || Transformer().IsMatch(name))
        {
            return null;
        }

        var path = rest[..match.Index];
        if (match.Groups["processor"] is { Success: true, Value: var projection })
        {
            path += "." + (component == LoraLayerName.UNet
                ? projection == "to_out" ? "to_out.0" : projection
                : projection == "to_out" ? "out_proj" : projection[^1..] + "_proj");
        }

        var role = match.Groups["role"].Value switch
        {
            "A" or "down" => LoraTensorRole.Down,
            "B" or "up" => LoraTensorRole.Up,
            _ => LoraTensorRole.Alpha,
        };
        return new LoraTensorName(new LoraLayerName(component, path), role);
    }

    /// <summary>What a tensor that is none of a LoRA seems to be; null where nobody knows.</summary>
    public static string? KindOf(string name) => Array.Find(Others, other => other.Pattern.IsMatch(name)).Kind;

    [GeneratedRegex(
        @"(\.lora_(?<role>[AB])(\.[A-Za-z0-9_-]+)?\.weight|\.(lora|lora_linear_layer)\.(?<role>down|up)\.weight|\.lora_(?<role>down|up)\.weight|"
        + @"(\.processor)?\.(?<processor>to_q|to_k|to_v|to_out)_lora\.((?<role>down|up)\.weight|(?<role>alpha))|(\.lora|"
        + @"\.lora_linear_layer)?\.(?<role>alpha))$",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Ending();

    [GeneratedRegex(@"dora_scale|magnitude", RegexOptions.None, 1000)]
    private static partial Regex DoRa();

    [GeneratedRegex(@"\.hada_", RegexOptions.None, 1000)]
    private static partial Regex LoHa();

    [GeneratedRegex(@"\.lokr_", RegexOptions.None, 1000)]
    private static partial Regex LoKr();

    [GeneratedRegex(@"\.lora_mid\.", RegexOptions.None, 1000)]
    private static partial Regex Mid();

    [GeneratedRegex(@"\.b?oft_|\.oft_diag|\.oft_blocks", RegexOptions.None, 1000)]
    private static partial Regex Oft();

    [GeneratedRegex(@"\.diff(_b)?$|\.[wb]_norm$|\.set_weight$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Difference();

    [GeneratedRegex(@"lora_embedding_|emb_params|string_to_param|token_embedding|^clip_[lg]$", RegexOptions.None, 1000)]
    private static partial Regex Embedding();

    [GeneratedRegex(@"bias$", RegexOptions.None, 1000)]
    private static partial Regex Bias();

    [GeneratedRegex(
        @"^(base_model\.model\.)?(transformer\.single_transformer_blocks\.|single_transformer_blocks\.|lora_transformer_|"
            + @"lora_unet_(double|single|joint)_blocks_)",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex Transformer();
}
