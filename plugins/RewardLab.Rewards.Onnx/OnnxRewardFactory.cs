using RewardLab.Abstractions;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Onnx;

/// <summary>Makes the reward "onnx": the cosine by a dual encoder that was exported to ONNX, such as by Optimum.</summary>
[ExportReward("onnx", Description = "any CLIP-like dual encoder exported to ONNX")]
public sealed class OnnxRewardFactory : ComponentFactory<IRewardModel, OnnxOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(OnnxOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        return new CrossScorer(
            "onnx",
            OnnxCrossScoringModel.Open(files, options, context.Logger.LogLine),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
