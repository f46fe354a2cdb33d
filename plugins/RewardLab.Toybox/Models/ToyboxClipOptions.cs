using System.ComponentModel;

namespace RewardLab.Toybox.Models;

/// <summary>Options of Toybox's rewards of CLIP's layout.</summary>
public sealed record ToyboxClipOptions : ToyboxRewardOptions
{
    /// <summary>Whether the cosine is multiplied by the learned scale, as PickScore does.</summary>
    [Description("whether the cosine is multiplied by the learned scale")]
    [DefaultValue(true)]
    public bool UseLogitScale { get; init; } = true;
}
