using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Scoring.Models;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Clip;

/// <summary>
/// Makes the reward "aesthetic": LAION's predictor of how people rate an image, about 1 to 10, by a head over CLIP ViT-L/14's normalised image embedding
/// (Schuhmann et al., NeurIPS 2022). The prompt does not matter. With the MLP head it is ddpo-pytorch's aesthetic_score.
/// </summary>
[ExportReward("aesthetic", Description = "LAION's aesthetic predictor over CLIP ViT-L/14, about 1 to 10, whatever the prompt")]
public sealed class AestheticRewardFactory : ComponentFactory<IRewardModel, AestheticOptions>
{
    /// <inheritdoc />
    protected override IRewardModel Create(AestheticOptions options, ComponentContext context)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(context);
        var files = ModelFolder.Open(context.Models.Folders(options.Model, ComponentKind.Reward));

        // The head is small and read first: a wrong one is named before the towers are loaded.
        var head = AestheticHead.Open(files, options.Head);
        var tokenizer = ClipTokenizer.FromFolder(files);
        var (model, preprocessing, _) = ClipFiles.LoadWithPreprocessing(files);
        try
        {
            head.RequireWidth(model.Config.ProjectionSize, files.Path);
            return new CrossScorer(
                "aesthetic",
                new AestheticCrossScoringModel(
                    new ClipCrossScoringModel(model, tokenizer, new ImagePreprocessor(preprocessing), usesLogitScale: false, Placement.From(options)), head),
                options.BatchSize,
                context.Logger.LogLine,
                context.RecordedSettings) { ImageReading = options.ImageReading, IgnoresPrompts = true };
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
