using RewardLab.Abstractions;
using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Weights;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Scoring;

/// <summary>A CLIP as a reward: the cosine of picture and text, times the logit scale where asked (Hessel et al., EMNLP 2021; Kirstain et al., NeurIPS 2023).</summary>
/// <remarks>Every picture and every distinct text is encoded once; the grid is one matrix product. Not thread-safe.</remarks>
public sealed class ClipReward : IRewardModel
{
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;
    private readonly ClipImagePreprocessor _preprocessor;
    private readonly ClipRewardOptions _options;
    private readonly TextCache _texts;

    private ClipReward(string name, ClipModel model, ClipTokenizer tokenizer, ClipImagePreprocessor preprocessor, ClipRewardOptions options)
    {
        Name = name;
        _model = model;
        _tokenizer = tokenizer;
        _preprocessor = preprocessor;
        _options = options;
        _texts = new TextCache(options.TextCacheSize);
        model.eval();
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>Opens a folder as Hugging Face lays it out: config.json, model.safetensors, preprocessor_config.json and the tokenizer's files.</summary>
    /// <exception cref="RewardLabException">A file is missing or does not fit; named.</exception>
    public static ClipReward Open(string name, string folder, ClipRewardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var files = ModelFolder.Open(folder);
        var model = new ClipModel(ClipConfig.Load(files.FilePath("config.json")));
        try
        {
            using var weights = files.OpenWeights();
            ModuleWeights.Load(model, weights);
            return new ClipReward(name, model, ClipTokenizer.FromFolder(folder), new ClipImagePreprocessor(ImagePreprocessorConfig.FromFile(files.FilePath("preprocessor_config.json"))), options);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <inheritdoc />
    public ScoreGrid Score(ImageBatch images, IReadOnlyList<string> prompts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(prompts);
        if (images.Count == 0 || prompts.Count == 0)
        {
            return new ScoreGrid([], images.Count, prompts.Count);
        }

        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var texts = _texts.Get(prompts, missing => EncodeTexts(missing, cancellationToken)); // [prompts, projection]
        var rows = new List<Tensor>();
        for (var start = 0; start < images.Count; start += _options.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var pixels = _preprocessor.Preprocess(images.Slice(start, Math.Min(_options.BatchSize, images.Count - start)));
            var embeddings = _model.EncodeImage(pixels);
            var scores = _options.UseLogitScale ? _model.Logits(embeddings, texts) : ClipModel.Cosines(embeddings, texts);
            rows.Add(scores.MoveToOuterDisposeScope());
        }

        return new ScoreGrid(cat(rows).data<float>().ToArray(), images.Count, prompts.Count);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _texts.Dispose();
        _model.Dispose();
    }

    private Tensor EncodeTexts(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var pieces = new List<Tensor>();
        foreach (var chunk in texts.Chunk(_options.BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            pieces.Add(_model.EncodeText(_tokenizer.EncodePadded(chunk).IdsTensor()));
        }

        return cat(pieces);
    }
}
