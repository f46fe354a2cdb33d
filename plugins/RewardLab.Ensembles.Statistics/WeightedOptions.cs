using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Options of the weighted mean.</summary>
public sealed record WeightedOptions
{
    /// <summary>A weight for each reward, in their order; not negative, not all 0. They need not sum to 1.</summary>
    [Description("one weight per reward, in their order; need not sum to 1")]
    [Length(1, 1000)]
    public IReadOnlyList<double> Weights { get; init; } = [1, 1];
}
