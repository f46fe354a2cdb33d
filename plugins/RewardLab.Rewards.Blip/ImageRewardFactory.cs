using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Blip;

/// <summary>Makes the reward "imagereward" (Xu et al., NeurIPS 2023):
/// BLIP with a head tuned on people's rankings, normalised by the published mean and deviation.</summary>
[ExportReward("imagereward", Description = "ImageReward: BLIP ViT-L/16 tuned on people's rankings")]
public sealed class ImageRewardFactory : ComponentFactory<IRewardModel, ImageRewardOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ImageRewardOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        return new CrossScorer(
            "imagereward",
            ImageRewardCrossScoringModel.Open(files, Placement.From(options)),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
