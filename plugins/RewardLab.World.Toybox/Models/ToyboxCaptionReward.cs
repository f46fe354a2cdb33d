using RewardLab.Abstractions;
using RewardLab.Numerics.Scoring;
using RewardLab.Numerics.Scoring.Models;
using RewardLab.Numerics.Weights;

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
        return new GridReward("toybox-caption", ClipGridModel.Open(ModelFolder.Open(folder), options.UseLogitScale), options.BatchSize, context.Log);
    }
}
