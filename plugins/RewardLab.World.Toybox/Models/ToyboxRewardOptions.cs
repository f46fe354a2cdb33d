using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.World.Toybox.Models;

/// <summary>Options of Toybox's learned rewards.</summary>
public record ToyboxRewardOptions
{
    /// <summary>Pictures or texts encoded together.</summary>
    [Description("pictures or texts encoded together")]
    [Range(1, 4096)]
    [DefaultValue(64)]
    public int BatchSize { get; init; } = 64;

    /// <summary>A model folder in the layout of the model's big relative; empty for Toybox's own.</summary>
    [Description("a model folder in the layout of the model's big relative; empty for Toybox's own")]
    [DefaultValue("")]
    public string Folder { get; init; } = "";
}
