namespace RewardLab.Torch.Runtime;

/// <summary>Whether denoisers are computed as they were before batches were computed in parts: what the present paths are measured against.</summary>
internal static class FormerPaths
{
    /// <summary>Set by benchmarks alone.</summary>
    public static bool AreTaken { get; set; }
}
