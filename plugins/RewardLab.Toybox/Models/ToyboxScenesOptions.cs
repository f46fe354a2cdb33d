using System.ComponentModel;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Models;

/// <summary>Options of Toybox's renders.</summary>
public sealed record ToyboxScenesOptions
{
    /// <summary>What is changed so that the image does not fit its prompt.</summary>
    [Description("what is changed so that the image does not fit its prompt; with the same seed all else is the same")]
    [DefaultValue(SceneEdit.None)]
    public SceneEdit Edit { get; init; } = SceneEdit.None;
}
