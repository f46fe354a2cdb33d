namespace RewardLab.Cluster.Tokens;

/// <summary>What a connection is for.</summary>
internal enum HandshakePurpose : byte
{
    /// <summary>Calls of the hub.</summary>
    Calls = 0,

    /// <summary>To learn whether the hub would let one in; it ends after that.</summary>
    Question = 1,
}
