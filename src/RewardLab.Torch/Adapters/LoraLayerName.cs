namespace RewardLab.Torch.Adapters;

/// <summary>Which layer of which part of a pipeline.</summary>
/// <param name="Component">"unet", "transformer", "text_encoder" or "text_encoder_2".</param>
/// <param name="Path">The layer's name inside it, such as "mid_block.attentions.0.transformer_blocks.0.attn1.to_q".</param>
public sealed record LoraLayerName(string Component, string Path)
{
    /// <summary>Name of the part of a pipeline that is the denoiser, as adapters' layers carry it.</summary>
    public const string UNet = "unet";

    /// <summary>Name of the part of a pipeline that is the text encoder.</summary>
    public const string TextEncoder = "text_encoder";

    /// <summary>The second text encoder, where a model has two.</summary>
    public const string TextEncoder2 = "text_encoder_2";

    /// <summary>The denoiser, where it is a transformer.</summary>
    public const string Transformer = "transformer";

    /// <summary>The parts that an adapter's file may name.</summary>
    internal static IReadOnlyList<string> Components { get; } = [UNet, TextEncoder, TextEncoder2, Transformer];

    /// <inheritdoc />
    public override string ToString() => $"{Component}.{Path}";
}
