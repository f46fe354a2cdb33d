namespace RewardLab.Numerics.Adapters;

/// <summary>What a tensor of an adapter's file is.</summary>
internal enum LoraTensorRole
{
    /// <summary>A, [rank, in].</summary>
    Down,

    /// <summary>B, [out, rank].</summary>
    Up,

    /// <summary>The layer's alpha, one number.</summary>
    Alpha,
}
