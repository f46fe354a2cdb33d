namespace RewardLab.Torch.Models.Vision;

/// <summary>Which projections of a vision transformer's attention have a bias.</summary>
public enum VisionAttentionBias
{
    /// <summary>Query, key and value, in one tensor "qkv.bias" (timm, BLIP).</summary>
    All,

    /// <summary>Query and value alone, in tensors "q_bias" and "v_bias" (BEiT, EVA, BLIP-2).</summary>
    QueryAndValue,
}
