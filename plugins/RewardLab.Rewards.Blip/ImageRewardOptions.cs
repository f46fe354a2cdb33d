using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Scoring;

namespace RewardLab.Rewards.Blip;

/// <summary>Options of the reward "imagereward".</summary>
public sealed record ImageRewardOptions : TorchRewardOptions
{
    /// <summary>A model by id, a repository in the hub's cache, or a folder with ImageReward.pt, med_config.json and vocab.txt.</summary>
    [Description("a model by id ('models list'), or a folder")]
    [DefaultValue("imagereward")]
    [Required]
    public string Model { get; init; } = "imagereward";
}
