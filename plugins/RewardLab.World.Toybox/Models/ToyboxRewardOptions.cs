using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.World.Toybox.Models;

/// <summary>Options of Toybox's learned rewards.</summary>
public sealed record ToyboxRewardOptions
{
    /// <summary>Pictures or texts encoded together.</summary>
    [Description("pictures or texts encoded together")]
    [Range(1, 4096)]
    [DefaultValue(64)]
    public int BatchSize { get; init; } = 64;

    /// <summary>Whether the cosine is multiplied by the learned scale, as PickScore does.</summary>
    [Description("whether the cosine is multiplied by the learned scale")]
    [DefaultValue(true)]
    public bool UseLogitScale { get; init; } = true;

    /// <summary>A model folder in Hugging Face's layout; empty for Toybox's own.</summary>
    [Description("a model folder in Hugging Face's layout; empty for Toybox's own")]
    [DefaultValue("")]
    public string Folder { get; init; } = "";
}
