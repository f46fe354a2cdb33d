using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Runtime;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>A CLIP's score: the cosine of image and text, times exp(logit scale) where asked (Hessel et al., EMNLP 2021;
/// Kirstain et al., NeurIPS 2023).</summary>
/// <remarks>A dual encoder: a score is one dot product. Embeddings of texts are kept across calls; those of images too, where an embedding does
/// not depend on the batch it was computed in, which is so in float32 on processors with MKL.</remarks>
public sealed class ClipCrossScoringModel : ICrossScoringModel
{
    // A batch or several: clients ask again about images that they have just sent.
    private const int ImageCacheSize = 256;

    private readonly ClipModel _model;
    private readonly ITextTokenizer _tokenizer;
    private readonly Placement _placement;
    private readonly bool _usesLogitScale;
    private readonly EmbeddingCache _texts;
    private readonly EmbeddingCache? _images;

    /// <summary>Makes a scorer.</summary>
    /// <param name="model">The model; moved to the placement, and disposed with the scorer.</param>
    /// <param name="tokenizer">Cuts texts as the model wants them.</param>
    /// <param name="preprocessor">Turns images into the model's input.</param>
    /// <param name="usesLogitScale">Whether the cosine is multiplied by exp(logit scale).</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    /// <param name="textCacheSize">Embeddings of texts kept, least recently used ones dropped first.</param>
    public ClipCrossScoringModel(
        ClipModel model, ITextTokenizer tokenizer, ImagePreprocessor preprocessor, bool usesLogitScale, Placement? placement = null, int textCacheSize = 4096)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(preprocessor);
        (_model, _tokenizer, Preprocessor, _usesLogitScale, _placement) = (model, tokenizer, preprocessor, usesLogitScale, placement ?? Placement.Default);
        _placement.Move(model);
        _texts = new EmbeddingCache(textCacheSize);
        _images = KeepsImages(_placement) ? new EmbeddingCache(ImageCacheSize) : null;
    }

    /// <inheritdoc />
    public ImagePreprocessor Preprocessor { get; }

    /// <inheritdoc />
    public long? FreeBytes => _placement.FreeBytes;

    /// <inheritdoc />
    public long BytesPerImage => ForwardMemory.Of(_model.Config.Vision, _placement.BytesPerValue);

    /// <inheritdoc />
    public long TokensPerImage => ScoringLanes.TokensPerImage(_placement, _model.Config.Vision.TokenCount);

    /// <summary>Opens a folder: configuration, weights, tokenizer and how images are made ready (<see cref="ClipFiles.LoadWithPreprocessing"/>).</summary>
    /// <param name="files">The folder.</param>
    /// <param name="usesLogitScale">Whether the cosine is multiplied by exp(logit scale).</param>
    /// <param name="placement">Where and in which type to compute; the CPU in float32 when null.</param>
    /// <param name="cleanup">How texts are tidied; null for OpenCLIP's way where its weights and configuration are there, else for what the tokenizer's files
    /// say.</param>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static ClipCrossScoringModel Open(ModelFolder files, bool usesLogitScale, Placement? placement = null, ClipTextCleanup? cleanup = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var tokenizer = ClipTokenizer.FromFolder(files, cleanup);
        var (whole, preprocessing, isOpenClip) = ClipFiles.LoadWithPreprocessing(files);
        return Ownership.Transfer(whole, model =>
        {
            tokenizer = isOpenClip && cleanup is null ? tokenizer.WithCleanup(ClipTextCleanup.OpenAi) : tokenizer;
            return new ClipCrossScoringModel(model, tokenizer, new ImagePreprocessor(preprocessing), usesLogitScale, placement);
        });
    }

    /// <inheritdoc />
    public int CutTokens(string text) => Math.Max(0, _tokenizer.CountTokens(text) - _tokenizer.MaxLength);

    /// <inheritdoc />
    public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = _texts.Get(texts, missing => Encode(missing, batchSize, cancellationToken)); // [texts, projection]
        return new Texts(this, embeddings.DetachFromDisposeScope());
    }

    /// <inheritdoc />
    public float[][] Embed(PixelBatch pixels)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var values = EncodeImages(pixels).cpu().contiguous(); // [images, projection]
        var width = (int)values.shape[1];
        return [.. values.data<float>().ToArray().Chunk(width)];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _texts.Dispose();
        _images?.Dispose();
        _model.Dispose();
    }

    // Where rows were tried: products of half precision are another library's.
    private static bool KeepsImages(Placement placement) =>
        placement.Device.type == TorchSharp.DeviceType.CPU && placement.Type == ScalarType.Float32 && MatrixProducts.AreRowsIndependent;

    private Tensor EncodeImages(PixelBatch pixels)
    {
        if (_images is null)
        {
            return ComputeImages(pixels);
        }

        string[] keys = [.. Enumerable.Range(0, pixels.Count).Select(pixels.KeyOf)];
        return _images.Get(keys, missing => ComputeImages(pixels.Select([.. missing.Select(key => Array.IndexOf(keys, key))])));
    }

    private Tensor ComputeImages(PixelBatch pixels) =>
        ClipModel.Normalized(_model.EncodeImage(pixels.ToTensor(_placement.Device, _placement.Type)).to(ScalarType.Float32));

    private Tensor Encode(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken) =>
        LengthGroups.Encode(
            texts,
            _tokenizer,
            batchSize,
            batch => ClipModel.Normalized(_model.EncodeText(batch.IdsTensor(_placement.Device)).to(ScalarType.Float32)),
            cancellationToken);

    private sealed class Texts(ClipCrossScoringModel owner, Tensor embeddings) : ICrossScoringTexts
    {
        public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var cosines = PairedTexts.DotProducts(owner.EncodeImages(pixels), embeddings, cancellationToken); // [images, texts]
            var scores = owner._usesLogitScale ? cosines * owner._model.LogitScale.to(ScalarType.Float32).exp() : cosines;
            return scores.cpu().data<float>().ToArray();
        }

        // Pair by pair: a score does not depend on what else is in the batch, as a matrix product's last bits do.
        public float[] ScorePairs(PixelBatch pixels, IReadOnlyList<(int Image, int Text)> pairs, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var ungraded = no_grad();
            using var scope = NewDisposeScope();
            var (imageIndices, texts) = PairedTexts.Indices(pairs, owner._placement.Device);
            var cosines = PairedTexts.Multiply(owner.EncodeImages(pixels).index_select(0, imageIndices), embeddings.index_select(0, texts)); // [pairs]
            var scores = owner._usesLogitScale ? cosines * owner._model.LogitScale.to(ScalarType.Float32).exp() : cosines;
            return scores.cpu().data<float>().ToArray();
        }

        public void Dispose() => embeddings.Dispose();
    }
}
