using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Blip;

/// <summary>Makes the reward "blip2" (Li et al., 2023): BLIP-2's contrast of image and text, or the probability that they match.</summary>
[ExportReward("blip2", Description = "BLIP-2: contrastive score of image and text, or probability of a match")]
public sealed class Blip2Factory : ComponentFactory<IRewardModel, Blip2Options>
{
    /// <inheritdoc />
    protected override IRewardModel Create(Blip2Options options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        return new CrossScorer(
            "blip2",
            Blip2CrossScoringModel.Open(files, options.Score, Placement.From(options)),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
