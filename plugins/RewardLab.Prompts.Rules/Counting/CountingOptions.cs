using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Prompts.Rules.Counting;

/// <summary>Options of the counting generator.</summary>
public sealed record CountingOptions
{
    /// <summary>How far contrastive counts lie from the prompt's own, at most. Default 2, TIA2's; range 1 to 20.</summary>
    [Description("how far other counts lie from the prompt's own, at most")]
    [Range(1, 20)]
    [DefaultValue(2)]
    public int Reach { get; init; } = 2;
}
