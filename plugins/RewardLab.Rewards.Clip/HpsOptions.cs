using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Scoring;

namespace RewardLab.Rewards.Clip;

/// <summary>Options of the reward "hpsv2".</summary>
public sealed record HpsOptions : TorchRewardOptions
{
    /// <summary>A model by id, a repository in the hub's cache, or a folder with the published checkpoint and CLIP's tokenizer.</summary>
    [Description("a model by id ('models list'; hpsv2 or hpsv2.1), or a folder")]
    [DefaultValue("hpsv2")]
    [Required]
    public string Model { get; init; } = "hpsv2";
}
