using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Clip;

/// <summary>Makes the reward "clip": the cosine of image and text (Radford et al., 2021; CLIPScore, Hessel et al., EMNLP 2021).</summary>
[ExportReward("clip", Description = "CLIP: cosine of image and text")]
public sealed class ClipRewardFactory : ComponentFactory<IRewardModel, ClipOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ClipOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        return new CrossScorer(
            "clip",
            ClipCrossScoringModel.Open(files, options.LogitScale, Placement.From(options)),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
