namespace RewardLab.Abstractions;

/// <summary>What a metric is to its reader: which curves are shown first and together, and which depend on the machine.</summary>
public enum MetricRole
{
    /// <summary>Describes the algorithm or its samples, such as a loss, a KL divergence or a gradient norm.</summary>
    Statistic,

    /// <summary>The proxy reward: the score that is optimised.</summary>
    Proxy,

    /// <summary>A held-out reward: measured, never optimised.</summary>
    HeldOut,

    /// <summary>A duration, a rate or a memory size. It may differ between two runs that are otherwise the same.</summary>
    Timing,
}
