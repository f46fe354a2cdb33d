using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;

namespace RewardLab.Toybox.Models;

/// <summary>Makes the reward "toybox-pickscore".</summary>
[ExportReward("toybox-pickscore", Description = "a small CLIP tuned on preferences for appealing images")]
public sealed class ToyboxPickScoreReward : ComponentFactory<IRewardModel, ToyboxClipOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(ToyboxClipOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        return new CrossScorer(
            "toybox-pickscore",
            ClipCrossScoringModel.Open(ToyboxWeights.Open(options, context, "pickscore"), options.UseLogitScale, options.Placement()),
            options.BatchSize,
            context.Logger.LogLine) { ImageReading = options.ImageReading };
    }
}
