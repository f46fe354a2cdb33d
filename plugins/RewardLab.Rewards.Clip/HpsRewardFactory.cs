using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Clip;

/// <summary>
/// Makes the reward "hpsv2": the cosine, without the logit scale, by CLIP ViT-H/14 tuned on Human Preference Dataset v2 (Wu et al.,
/// arXiv:2306.09341). Images are fitted by their longest side and padded with black, not cropped.
/// </summary>
[ExportReward("hpsv2", Description = "HPS v2: CLIP ViT-H/14 tuned on people's rankings")]
public sealed class HpsRewardFactory : ComponentFactory<IRewardModel, HpsOptions>
{
    private static readonly string[] PublishedWeights = ["HPS_v2_compressed.pt", "HPS_v2.1_compressed.pt"];

    /// <inheritdoc />
    protected override IRewardModel Create(HpsOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));
        var tokenizer = ClipTokenizer.FromFolder(files, ClipTextCleanup.OpenAi);

        // Both versions may lie in one snapshot: the id says which is meant.
        var names = options.Model.Contains("2.1", StringComparison.Ordinal) ? [.. PublishedWeights.Reverse()] : PublishedWeights;
        var model = ClipFiles.Load(files, OpenClipConfig.VitH14, names);
        var preprocessor = new ImagePreprocessor(
            ImagePreprocessorConfig.Hpsv2 with { ResizeHeight = model.Config.Vision.ImageSize, ResizeWidth = model.Config.Vision.ImageSize });
        return new CrossScorer(
            "hpsv2",
            new ClipCrossScoringModel(model, tokenizer, preprocessor, usesLogitScale: false, Placement.From(options)),
            options.BatchSize,
            context.Logger.LogLine,
            context.RecordedSettings) { ImageReading = options.ImageReading };
    }
}
