using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Clip;

/// <summary>Makes the reward "pickscore": exp(logit scale) times the cosine, by CLIP ViT-H/14 tuned on Pick-a-Pic (Kirstain et al., NeurIPS 2023).</summary>
[ExportReward("pickscore", Description = "PickScore: CLIP ViT-H/14 tuned on people's preferences")]
public sealed class PickScoreRewardFactory : ComponentFactory<IRewardModel, PickScoreOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(PickScoreOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        return new CrossScorer(
            "pickscore",
            ClipCrossScoringModel.Open(files, usesLogitScale: true, Placement.From(options)),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
