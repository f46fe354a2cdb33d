using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Ensembles.Statistics;

/// <summary>Options of the uncertainty-regularised ensemble.</summary>
public sealed record UncertaintyOptions
{
    /// <summary>Weight lambda of the rewards' variance, at least 0; 0 is the mean. Default 0.5, from the paper's range of 0.05 to 1; range [0, 1000].</summary>
    [Description("weight of the rewards' variance; 0 is the plain mean")]
    [Range(0.0, 1000.0)]
    [DefaultValue(0.5)]
    public double Lambda { get; init; } = 0.5;
}
