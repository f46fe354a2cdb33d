namespace RewardLab.Torch.Adapters;

/// <summary>What a tensor of an adapter's file is.</summary>
internal enum LoraTensorRole
{
    /// <summary>A, [rank, in] or [rank, in, height, width].</summary>
    Down,

    /// <summary>B, [out, rank] or [out, rank, 1, 1].</summary>
    Up,

    /// <summary>The layer's alpha, one number.</summary>
    Alpha,
}
