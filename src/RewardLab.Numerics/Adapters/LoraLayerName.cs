namespace RewardLab.Numerics.Adapters;

/// <summary>Which layer of which part of a pipeline.</summary>
/// <param name="Component">"unet" or "text_encoder".</param>
/// <param name="Path">The layer's name inside it, such as "mid_block.attentions.0.transformer_blocks.0.attn1.to_q".</param>
public sealed record LoraLayerName(string Component, string Path)
{
    /// <summary>The denoiser.</summary>
    public const string UNet = "unet";

    /// <summary>The text encoder.</summary>
    public const string TextEncoder = "text_encoder";

    /// <inheritdoc />
    public override string ToString() => $"{Component}.{Path}";
}
