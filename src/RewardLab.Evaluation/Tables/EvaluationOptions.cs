using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tables;

/// <summary>What an <see cref="EvaluationTable"/> computes, and how surely.</summary>
public sealed record EvaluationOptions
{
    /// <summary>The columns. Default: those of the paper.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = Metric.Default;

    /// <summary>Sign patterns of the paired test. Default 10,000; range 100 to 1,000,000.</summary>
    [Description("sign patterns of the paired permutation test")]
    [Range(100, 1_000_000)]
    [DefaultValue(SignFlipTest.DefaultPermutations)]
    public int Permutations { get; init; } = SignFlipTest.DefaultPermutations;

    /// <summary>Root seed of sign patterns. Default 0.</summary>
    [Description("seed of sign patterns")]
    [DefaultValue(0UL)]
    public ulong Seed { get; init; }
}
