using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the reward "toybox-blip2".</summary>
[ExportReward("toybox-blip2", Description = "a small BLIP-2 trained on captions with wrong numbers")]
public sealed class ToyboxBlip2Reward : ComponentFactory<IRewardModel, ToyboxBlip2Options>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxBlip2Options options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new CrossScorer(
            "toybox-blip2",
            Blip2CrossScoringModel.Open(ToyboxWeights.Open(options, context, "blip2"), options.Score, options.Placement()),
            options.BatchSize,
            context.Logger.LogLine) { ImageReading = options.ImageReading };
    }
}
