using RewardLab.Abstractions;
using RewardLab.Numerics.Scoring;

namespace RewardLab.World.Toybox.Models;

/// <summary>Makes the reward "toybox-caption".</summary>
[ExportReward("toybox-caption", Description = "a small CLIP trained on careless captions; weak at counting")]
public sealed class ToyboxCaptionReward : ComponentFactory<IRewardModel, ToyboxRewardOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxRewardOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(context.PluginFolder, "weights", "caption");
        return ClipReward.Open("toybox-caption", folder, new ClipRewardOptions { BatchSize = options.BatchSize, UseLogitScale = options.UseLogitScale });
    }
}
