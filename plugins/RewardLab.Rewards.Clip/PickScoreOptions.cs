using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Scoring;

namespace RewardLab.Rewards.Clip;

/// <summary>Options of the reward "pickscore".</summary>
public sealed record PickScoreOptions : TorchRewardOptions
{
    /// <summary>A model by id, a repository in the hub's cache, or a folder.</summary>
    [Description("a model by id ('models list'), or a folder")]
    [DefaultValue("pickscore")]
    [Required]
    public string Model { get; init; } = "pickscore";
}
