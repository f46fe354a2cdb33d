using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Abstractions;

/// <summary>Options of TextNorm.</summary>
public sealed record TextNormOptions
{
    /// <summary>Temperature tau of the softmax, in units of the reward it divides. Default 1; range (0, 1e6].</summary>
    [Description("temperature of the softmax, in units of the reward")]
    [Range(1e-6, 1e6)]
    [DefaultValue(1.0)]
    public double Tau { get; init; } = 1.0;

    /// <summary>What is reported of the softmax. Default: the prompt's share, as in the paper.</summary>
    [Description("share: the prompt's share of the softmax; logitDifference: its logit less the log-sum-exp of its contrasts'")]
    [DefaultValue(TextNormForm.Share)]
    public TextNormForm Form { get; init; } = TextNormForm.Share;
}
