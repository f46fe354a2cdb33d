namespace RewardLab.Torch.Models.Vision;

/// <summary>Shape of a plain vision transformer under timm's names.</summary>
public sealed record VisionTransformerConfig
{
    /// <summary>ViT-L/16 at 224 pixels, as in ImageReward.</summary>
    public static VisionTransformerConfig Large16 { get; } = new() { PatchSize = 16, Width = 1024, LayerCount = 24, HeadCount = 16, IntermediateSize = 4096 };

    /// <summary>EVA's ViT-g/14 at 224 pixels without its last block and norm, as in BLIP-2.</summary>
    public static VisionTransformerConfig EvaGiant14 { get; } = new()
    {
        PatchSize = 14,
        Width = 1408,
        LayerCount = 39,
        HeadCount = 16,
        IntermediateSize = 6144,
        AttentionBias = VisionAttentionBias.QueryAndValue,
        HasFinalNorm = false,
    };

    /// <summary>Side of the square images in pixels. Default: 224.</summary>
    public int ImageSize { get; init; } = 224;

    /// <summary>Side of a square patch in pixels.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Width of the hidden states.</summary>
    public required int Width { get; init; }

    /// <summary>Number of transformer blocks.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Attention heads in each block; divides <see cref="Width"/>.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Width inside the feed-forward part.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Which projections of an attention have a bias. Default: all.</summary>
    public VisionAttentionBias AttentionBias { get; init; } = VisionAttentionBias.All;

    /// <summary>Whether the last states are normalised here. Default: yes; BLIP-2 does it outside, as ln_vision.</summary>
    public bool HasFinalNorm { get; init; } = true;

    /// <summary>Added to the variance in layer normalisation. Default: 1e-6.</summary>
    public double LayerNormEpsilon { get; init; } = 1e-6;

    /// <summary>Tokens of an image: the class token and its patches.</summary>
    public int TokenCount => ((ImageSize / PatchSize) * (ImageSize / PatchSize)) + 1;
}
