using RewardLab.Abstractions;
using RewardLab.Numerics.Scoring;
using RewardLab.Numerics.Scoring.Models;

namespace RewardLab.World.Toybox.Models;

/// <summary>Makes the reward "toybox-pickscore".</summary>
[ExportReward("toybox-pickscore", Description = "a small CLIP tuned on preferences that appeal sways")]
public sealed class ToyboxPickScoreReward : ComponentFactory<IRewardModel, ToyboxClipOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxClipOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new GridReward("toybox-pickscore", ClipGridModel.Open(ToyboxWeights.Open(options, context, "pickscore"), options.UseLogitScale, options.Placement()), options.BatchSize, context.Log) { ImageReading = options.ImageReading };
    }
}
