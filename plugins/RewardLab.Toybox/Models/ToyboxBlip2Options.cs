using System.ComponentModel;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Options of the reward "toybox-blip2".</summary>
public sealed record ToyboxBlip2Options : ToyboxRewardOptions
{
    /// <summary>Contrast, the paper's, or matching.</summary>
    [Description("itc: contrast, -1 to 1, the paper's; itm: probability of matching")]
    [DefaultValue(Blip2Score.Itc)]
    public Blip2Score Score { get; init; } = Blip2Score.Itc;
}
