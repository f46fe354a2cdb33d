using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>BLIP-2's score (Li et al., 2023): contrast, by which it is a dual encoder, or matching, by which it is a cross-encoder.</summary>
/// <remarks>The vision tower runs once for each image; so do, for contrast, the queries,
/// and for matching the keys and values that the queries attend to.</remarks>
public sealed class Blip2CrossScoringModel : ICrossScoringModel
{
    private readonly Blip2Model _model;
    private readonly BertTokenizer _tokenizer;
    private readonly Placement _placement;
    private readonly Blip2Score _score;
    private readonly EmbeddingCache _texts;

    /// <summary>Makes a scorer.</summary>
    /// <param name="model">The model; moved to the placement, and disposed with the scorer.</param>
    /// <param name="tokenizer">Cuts texts at the model's limit.</param>
    /// <param name="score">Which score.</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    /// <param name="textCacheSize">Embeddings of texts kept, least recently used ones dropped first.</param>
    /// <param name="preprocessor">Turns images into the model's input; BLIP's own when null.</param>
    public Blip2CrossScoringModel(
        Blip2Model model,
        BertTokenizer tokenizer,
        Blip2Score score,
        Placement? placement = null,
        int textCacheSize = 4096,
        ImagePreprocessor? preprocessor = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        Preprocessor = preprocessor ?? new ImagePreprocessor(ImagePreprocessorConfig.BlipOf(model.Config.Vision.ImageSize));
        (_model, _tokenizer, _score, _placement) = (model, tokenizer, score, placement ?? Placement.Default);
        _placement.Move(model);
        _texts = new EmbeddingCache(textCacheSize);
    }

    /// <inheritdoc />
    public ImagePreprocessor Preprocessor { get; }

    /// <inheritdoc />
    public long? FreeBytes => _placement.FreeBytes;

    /// <inheritdoc />
    public long BytesPerImage => (_score == Blip2Score.Itm ? 2 : 1) * ForwardMemory.Of(_model.Config.Vision, _placement.BytesPerValue);

    /// <inheritdoc />
    public long TokensPerImage => ScoringLanes.TokensPerImage(_placement, _model.Config.Vision.TokenCount);

    /// <summary>Opens a folder: weights, vocab.txt and, unless they are LAVIS' own, config.json; preprocessor_config.json is followed where there is
    /// one.</summary>
    /// <param name="files">The folder.</param>
    /// <param name="score">Which score.</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static Blip2CrossScoringModel Open(ModelFolder files, Blip2Score score, Placement? placement = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var vocabulary = BertTokenizer.FindFile(files);
        return Ownership.Transfer(Blip2Files.Load(files), model =>
        {
            var size = model.Config.Vision.ImageSize;
            var preprocessing = ImagePreprocessorConfig.OfFolder(files, size, ImagePreprocessorConfig.BlipOf(size));
            return new Blip2CrossScoringModel(
                model, BertTokenizer.FromFile(vocabulary, model.Config.MaxTextTokens), score, placement, preprocessor: new ImagePreprocessor(preprocessing));
        });
    }

    /// <inheritdoc />
    public int CutTokens(string text) => Math.Max(0, _tokenizer.CountTokens(BlipCaption.Clean(text)) - _tokenizer.MaxLength);

    /// <inheritdoc />
    public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        string[] captions = [.. texts.Select(BlipCaption.Clean)];
        if (_score == Blip2Score.Itm)
        {
            var vision = _model.Config.Vision;
            var ratio = vision.Width / (double)_model.Config.QFormer.HiddenSize;
            return new MatchedTexts(
                this, TextRows.Group(captions, _tokenizer, length => TextRows.For(vision.TokenCount, ratio, length + _model.Config.QueryCount)), texts.Count);
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var features = _texts.Get(captions, missing => LengthGroups.Encode(
            missing, _tokenizer, batchSize, batch => _model.TextFeatures(batch.IdsTensor(_placement.Device), null).to(ScalarType.Float32), cancellationToken));
        return new ContrastivePromptTexts(this, features.DetachFromDisposeScope());
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _texts.Dispose();
        _model.Dispose();
    }

    private Blip2Images Images(PixelBatch pixels) => _model.Images(pixels.ToTensor(_placement.Device, _placement.Type));

    private sealed class ContrastivePromptTexts(Blip2CrossScoringModel owner, Tensor features) : ICrossScoringTexts
    {
        public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var images = owner._model.ImageFeatures(owner.Images(pixels)).to(ScalarType.Float32); // [images, queries, projection]
            return PairedTexts.DotProducts(images, features, cancellationToken).amax([-1]).cpu().contiguous().data<float>().ToArray(); // [images, texts]
        }

        public float[] ScorePairs(PixelBatch pixels, IReadOnlyList<(int Image, int Text)> pairs, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var images = owner._model.ImageFeatures(owner.Images(pixels)).to(ScalarType.Float32);
            var (imageIndices, texts) = PairedTexts.Indices(pairs, owner._placement.Device);
            var cosines = PairedTexts.Multiply(images.index_select(0, imageIndices), features.index_select(0, texts).unsqueeze(1)); // [pairs, queries]
            return cosines.amax([1]).cpu().data<float>().ToArray();
        }

        public void Dispose() => features.Dispose();
    }

    private sealed class MatchedTexts(Blip2CrossScoringModel owner, IReadOnlyList<(int[] Indices, TokenBatch Tokens)> groups, int textCount)
        : CrossEncoderTexts<Blip2Images>(owner._placement.Device, groups, textCount)
    {
        protected override Blip2Images Encode(PixelBatch pixels) => owner.Images(pixels);

        protected override Tensor ScoreAll(Blip2Images images, Tensor ids) =>
            owner._model.MatchLogits(images, ids, null).to(ScalarType.Float32).softmax(-1).select(2, 1);

        protected override Tensor ScoreEach(Blip2Images images, Tensor ids, Tensor indices) =>
            owner._model.PairedMatchLogits(images with { Keys = images.Keys.Select(indices) }, ids, null).to(ScalarType.Float32).softmax(-1).select(1, 1);
    }
}
