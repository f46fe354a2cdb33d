using RewardLab.Abstractions;
using RewardLab.Numerics.Scoring;
using RewardLab.Numerics.Scoring.Models;
using RewardLab.Numerics.Weights;

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
        return new GridReward("toybox-preference", ClipGridModel.Open(ModelFolder.Open(folder), options.UseLogitScale), options.BatchSize, context.Log);
    }
}
