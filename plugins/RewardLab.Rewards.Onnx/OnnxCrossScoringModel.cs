using RewardLab.Abstractions;
using RewardLab.Torch.Imaging;
using RewardLab.Torch.Memory;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Scoring;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;

namespace RewardLab.Rewards.Onnx;

/// <summary>A dual encoder's score by ONNX Runtime: the cosine, or its product with the logit scale.</summary>
internal sealed class OnnxCrossScoringModel : ICrossScoringModel
{
    private const int TextCacheSize = 4096;
    private const long BytesPerPixel = 3 * sizeof(float) * 24; // a ViT-B/32's activations, roughly
    private readonly OnnxEncoders _encoders;
    private readonly ITextTokenizer _tokenizer;
    private readonly bool _usesLogitScale;
    private readonly RecentTexts<float[]> _texts = new(TextCacheSize);
    private float? _logitScale;

    private OnnxCrossScoringModel(OnnxEncoders encoders, ITextTokenizer tokenizer, ImagePreprocessor preprocessor, bool usesLogitScale)
    {
        (_encoders, _tokenizer, Preprocessor, _usesLogitScale) = (encoders, tokenizer, preprocessor, usesLogitScale);
        _logitScale = usesLogitScale ? null : 1;
    }

    public ImagePreprocessor Preprocessor { get; }

    public long? FreeBytes => HostMemory.FreeBytes;

    public long BytesPerImage => BytesPerPixel * _encoders.ImageSize * _encoders.ImageSize;

    /// <summary>Opens a folder: ONNX files, CLIP's tokenizer and preprocessor_config.json, or else OpenCLIP's configuration.</summary>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static OnnxCrossScoringModel Open(ModelFolder files, OnnxOptions options, Action<string> log)
    {
        var tokenizer = ClipTokenizer.FromFolder(files);
        var preprocessor = files.HasFile("preprocessor_config.json") ? ImagePreprocessorConfig.FromFile(files.FilePath("preprocessor_config.json"))
            : files.HasFile("open_clip_config.json") ? OpenClipConfig.LoadPreprocessing(files.FilePath("open_clip_config.json"))
            : ImagePreprocessorConfig.OpenAiClip;
        var size = preprocessor.IsCropped ? preprocessor.CropHeight : preprocessor.ResizeHeight;
        return new OnnxCrossScoringModel(OnnxEncoders.Open(files, options, size, log), tokenizer, new ImagePreprocessor(preprocessor), options.LogitScale);
    }

    public int CutTokens(string text) => Math.Max(0, _tokenizer.CountTokens(text) - _tokenizer.MaxLength);

    public ICrossScoringTexts Prepare(IReadOnlyList<string> texts, int batchSize, CancellationToken cancellationToken)
    {
        var embeddings = texts.Select(text => _texts.TryUse(text, out var kept) ? kept : null).ToArray();
        var missing = Enumerable.Range(0, texts.Count).Where(i => embeddings[i] is null).ToArray();
        foreach (var chunk in missing.Chunk(_encoders.FixedTextCount is > 0 and var max ? max : batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rows = _encoders.Texts(Tokens([.. chunk.Select(i => texts[i])], _encoders.FixedTextCount));
            for (var i = 0; i < chunk.Length; i++)
            {
                embeddings[chunk[i]] = rows[i];
                _texts.Add(texts[chunk[i]], rows[i]);
            }
        }

        _texts.Trim();
        return new Texts(this, embeddings!, texts);
    }

    public void Dispose() => _encoders.Dispose();

    // A file that fixes the number of texts is given empty ones to fill up.
    private TokenBatch Tokens(IReadOnlyList<string> texts, int count)
    {
        string[] filled = [.. texts, .. Enumerable.Repeat("", Math.Max(0, count - texts.Count))];
        return _encoders.FixedTokenCount is > 0 and var length ? _tokenizer.EncodePadded(filled, length) : _tokenizer.EncodeToLongest(filled);
    }

    private float Scale(IReadOnlyList<string> texts, PixelBatch pixels) =>
        _logitScale ??= _encoders.ReadLogitScale(Tokens([.. texts.Take(8)], _encoders.FixedTextCount), pixels)
            ?? throw new RewardLabException(
                "The model has no logit scale: only one file with both inputs and the output 'logits_per_image' does; set logitScale=false.");

    private sealed class Texts(OnnxCrossScoringModel owner, float[][] embeddings, IReadOnlyList<string> texts) : ICrossScoringTexts
    {
        public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var max = owner._encoders.FixedImageCount is > 0 and var set ? set : pixels.Count;
            var scores = new float[pixels.Count * embeddings.Length]; // [images, texts]
            for (var start = 0; start < pixels.Count; start += max)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(max, pixels.Count - start);
                var batch = Filled(pixels.Slice(start, count), max);
                var images = owner._encoders.Images(batch);
                var scale = owner._usesLogitScale ? owner.Scale(texts, batch.Slice(0, owner._encoders.FixedImageCount is > 0 ? batch.Count : 1)) : 1;
                for (var i = 0; i < count; i++)
                {
                    for (var j = 0; j < embeddings.Length; j++)
                    {
                        scores[((start + i) * embeddings.Length) + j] = (float)(scale * OnnxEncoders.Dot(images[i], embeddings[j]));
                    }
                }
            }

            return scores;
        }

        public void Dispose()
        {
        }

        private static PixelBatch Filled(PixelBatch pixels, int count)
        {
            if (pixels.Count >= count)
            {
                return pixels;
            }

            var values = new float[count * pixels.ValuesPerImage];
            pixels.Values.CopyTo(values, 0);
            return pixels with { Values = values, Count = count };
        }
    }
}
