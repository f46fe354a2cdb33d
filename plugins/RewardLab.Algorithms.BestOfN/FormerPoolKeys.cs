namespace RewardLab.Algorithms.BestOfN;

/// <summary>Keys and file names of version 0.1 that have another name today.</summary>
internal static class FormerPoolKeys
{
    /// <summary>The held-out rewards, and their scores.</summary>
    public static readonly string HeldOut = "observers";

    /// <summary>What the names of image files began with.</summary>
    public static readonly string ImageFiles = "pictures";
}
