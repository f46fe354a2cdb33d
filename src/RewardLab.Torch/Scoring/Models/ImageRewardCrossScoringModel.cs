using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>ImageReward's score (Xu et al., NeurIPS 2023): its head's value, less the published mean, by the published deviation.</summary>
/// <remarks>
/// A cross-encoder: the vision tower and the keys and values that texts look at are computed once for each image, texts of one length go through
/// together, and the head's five layers are one.
/// </remarks>
public sealed class ImageRewardCrossScoringModel : ICrossScoringModel
{
    private readonly ImageRewardModel _model;
    private readonly BertTokenizer _tokenizer;
    private readonly Placement _placement;

    /// <summary>Makes a scorer.</summary>
    /// <param name="model">The model; moved to the placement, and disposed with the scorer.</param>
    /// <param name="tokenizer">Cuts texts at the model's limit.</param>
    /// <param name="preprocessor">Turns images into the model's input; ImageReward's own when null.</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    public ImageRewardCrossScoringModel(ImageRewardModel model, BertTokenizer tokenizer, ImagePreprocessor? preprocessor = null, Placement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        Preprocessor = preprocessor ?? new ImagePreprocessor(ImagePreprocessorConfig.OpenAiClipOf(model.Config.Vision.ImageSize));
        (_model, _tokenizer, _placement) = (model, tokenizer, placement ?? Placement.Default);
        _placement.Move(model);
    }

    /// <inheritdoc />
    public ImagePreprocessor Preprocessor { get; }

    /// <inheritdoc />
    public long? FreeBytes => _placement.FreeBytes;

    /// <inheritdoc />
    public long BytesPerImage => 2 * ForwardMemory.Of(_model.Config.Vision, _placement.BytesPerValue);

    /// <inheritdoc />
    public long TokensPerImage => ScoringLanes.TokensPerImage(_placement, _model.Config.Vision.TokenCount);

    /// <summary>Opens a folder: weights, configuration and vocab.txt; preprocessor_config.json is followed where there is one.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static ImageRewardCrossScoringModel Open(ModelFolder files, Placement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var vocabulary = BertTokenizer.FindFile(files);
        return Ownership.Transfer(ImageRewardFiles.Load(files), model =>
        {
            var preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OfFolder(files, model.Config.Vision.ImageSize));
            return new ImageRewardCrossScoringModel(model, BertTokenizer.FromFile(vocabulary, model.Config.MaxTextTokens), preprocessor, placement);
        });
    }

    /// <inheritdoc />
    public int CutTokens(string text) => Math.Max(0, _tokenizer.CountTokens(text) - _tokenizer.MaxLength);

    /// <inheritdoc />
    public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
    {
        var vision = _model.Config.Vision;
        var ratio = vision.Width / (double)_model.Config.Text.HiddenSize;
        return new Texts(this, TextRows.Group(texts, _tokenizer, length => TextRows.For(vision.TokenCount, ratio, length)), texts.Count);
    }

    /// <inheritdoc />
    public void Dispose() => _model.Dispose();

    private sealed class Texts(ImageRewardCrossScoringModel owner, IReadOnlyList<(int[] Indices, TokenBatch Tokens)> groups, int textCount)
        : CrossEncoderTexts<BertImages>(owner._placement.Device, groups, textCount)
    {
        protected override BertImages Encode(PixelBatch pixels) =>
            owner._model.Images(owner._model.EncodeImage(pixels.ToTensor(owner._placement.Device, owner._placement.Type)));

        protected override Tensor ScoreAll(BertImages images, Tensor ids) => owner._model.FoldedRewards(ids, null, images);

        protected override Tensor ScoreEach(BertImages images, Tensor ids, Tensor indices) =>
            owner._model.FoldedPairedRewards(ids, null, images.Select(indices));
    }
}
