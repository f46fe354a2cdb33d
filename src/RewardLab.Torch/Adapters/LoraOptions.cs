namespace RewardLab.Torch.Adapters;

/// <summary>Size and place of a low-rank adapter; defaults are those of ddpo-pytorch and trl.</summary>
public sealed record LoraOptions
{
    /// <summary>Rank r, at least 1.</summary>
    public int Rank { get; init; } = 4;

    /// <summary>Alpha, above 0: what the adapter adds is scaled by alpha / r.</summary>
    public double Alpha { get; init; } = 4;

    /// <summary>Ends of the names of the linear layers that are adapted, such as "to_q" or "to_out.0"; whole names between dots.</summary>
    public IReadOnlyList<string> Targets { get; init; } = AttentionTargets;

    /// <summary>The four projections of a diffusers attention.</summary>
    public static IReadOnlyList<string> AttentionTargets { get; } = ["to_q", "to_k", "to_v", "to_out.0"];

    /// <summary>The eight projections of a joint attention of image and text, as Flow-GRPO trains them: those of a second attention of the image alone are
    /// left out.</summary>
    public static IReadOnlyList<string> JointAttentionTargets { get; } =
    [
        "attn.add_k_proj", "attn.add_q_proj", "attn.add_v_proj", "attn.to_add_out", "attn.to_k", "attn.to_out.0", "attn.to_q", "attn.to_v",
    ];

    /// <summary>The four projections of a CLIP text encoder's attention.</summary>
    public static IReadOnlyList<string> TextEncoderTargets { get; } = ["q_proj", "k_proj", "v_proj", "out_proj"];
}
