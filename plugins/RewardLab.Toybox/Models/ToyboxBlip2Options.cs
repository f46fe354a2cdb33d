using System.ComponentModel;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Options of the reward "toybox-blip2".</summary>
public sealed record ToyboxBlip2Options : ToyboxRewardOptions
{
    /// <summary>Contrast, the paper's, or matching.</summary>
    [Description("itc: image-text contrastive score, -1 to 1, as in the paper; itm: probability of a match")]
    [DefaultValue(Blip2Score.Itc)]
    public Blip2Score Score { get; init; } = Blip2Score.Itc;
}
