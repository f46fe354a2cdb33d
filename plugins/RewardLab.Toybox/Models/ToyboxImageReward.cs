using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the reward "toybox-imagereward".</summary>
[ExportReward("toybox-imagereward", Description = "a small BLIP with ImageReward's head, tuned on preferences for appealing images")]
public sealed class ToyboxImageReward : ComponentFactory<IRewardModel, ToyboxRewardOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxRewardOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new CrossScorer(
            "toybox-imagereward",
            ImageRewardCrossScoringModel.Open(ToyboxWeights.Open(options, context, "imagereward"), options.Placement()),
            options.BatchSize,
            context.Logger.LogLine) { ImageReading = options.ImageReading };
    }
}
