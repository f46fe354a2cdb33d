using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Torch.Scoring;

namespace RewardLab.Rewards.Clip;

/// <summary>Options of the reward "clip".</summary>
public sealed record ClipOptions : TorchRewardOptions
{
    /// <summary>A model by id, a repository in the hub's cache, or a folder; in Hugging Face's, OpenAI's or OpenCLIP's names.</summary>
    [Description("a model by id ('models list'), or a folder")]
    [DefaultValue("clip-vit-b32")]
    [Required]
    public string Model { get; init; } = "clip-vit-b32";

    /// <summary>Whether the cosine is multiplied by exp(logit scale), about 100 in OpenAI's models.</summary>
    [Description("whether the cosine is multiplied by exp(logit scale)")]
    [DefaultValue(false)]
    public bool LogitScale { get; init; }
}
