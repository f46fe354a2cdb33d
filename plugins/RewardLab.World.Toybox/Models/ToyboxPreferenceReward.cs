using RewardLab.Abstractions;
using RewardLab.Numerics.Scoring;

namespace RewardLab.World.Toybox.Models;

/// <summary>Makes the reward "toybox-preference".</summary>
[ExportReward("toybox-preference", Description = "a small CLIP tuned on preferences that appeal sways")]
public sealed class ToyboxPreferenceReward : ComponentFactory<IRewardModel, ToyboxRewardOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxRewardOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var folder = options.Folder.Length > 0 ? options.Folder : Path.Combine(context.PluginFolder, "weights", "preference");
        return ClipReward.Open("toybox-preference", folder, new ClipRewardOptions { BatchSize = options.BatchSize, UseLogitScale = options.UseLogitScale });
    }
}
