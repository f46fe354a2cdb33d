using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;

namespace RewardLab.Rewards.Clip;

/// <summary>Options of the reward "aesthetic".</summary>
public sealed record AestheticOptions : TorchRewardOptions
{
    /// <summary>A CLIP by id, a repository in the hub's cache, or a folder; its head may lie there too.</summary>
    [Description("a CLIP ViT-L/14 by id ('models list'), or a folder")]
    [DefaultValue("aesthetic")]
    [Required]
    public string Model { get; init; } = "aesthetic";

    /// <summary>The head's file; empty for the published one that lies with the model, the MLP before the linear head.</summary>
    [Description("file of the head (.pth or .safetensors): LAION's MLP or linear head; empty for the one in the model's folders")]
    [DefaultValue("")]
    [PathOption]
    public string Head { get; init; } = "";
}
