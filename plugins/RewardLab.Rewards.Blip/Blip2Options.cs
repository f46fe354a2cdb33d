using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Rewards.Blip;

/// <summary>Options of the reward "blip2".</summary>
public sealed record Blip2Options : TorchRewardOptions
{
    /// <summary>A model by id, a repository in the hub's cache, or a folder; in transformers' or LAVIS' names.</summary>
    [Description("a model by id ('models list'), or a folder")]
    [DefaultValue("blip2")]
    [Required]
    public string Model { get; init; } = "blip2";

    /// <summary>Contrast, the paper's, or matching.</summary>
    [Description("itc: image-text contrastive score, -1 to 1, as in the paper; itm: probability of a match")]
    [DefaultValue(Blip2Score.Itc)]
    public Blip2Score Score { get; init; } = Blip2Score.Itc;
}
