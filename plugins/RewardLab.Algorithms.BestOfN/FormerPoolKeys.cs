namespace RewardLab.Algorithms.BestOfN;

/// <summary>Keys of version 0.1 that have another name today.</summary>
internal static class FormerPoolKeys
{
    /// <summary>The held-out rewards, and their scores.</summary>
    public static readonly string HeldOut = "observers";
}
