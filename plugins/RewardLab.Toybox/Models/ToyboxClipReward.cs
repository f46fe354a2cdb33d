using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the reward "toybox-clip".</summary>
[ExportReward("toybox-clip", Description = "a small CLIP trained on captions with wrong numbers; weak at counting")]
public sealed class ToyboxClipReward : ComponentFactory<IRewardModel, ToyboxClipOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxClipOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new CrossScorer(
            "toybox-clip",
            ClipCrossScoringModel.Open(ToyboxWeights.Open(options, context, "clip"), options.UseLogitScale, options.Placement()),
            options.BatchSize,
            context.Logger.LogLine) { ImageReading = options.ImageReading };
    }
}
