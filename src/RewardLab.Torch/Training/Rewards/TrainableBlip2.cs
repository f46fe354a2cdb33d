using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Blip2;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>A BLIP-2 first stage that learns: contrast over the learned temperature, and matching (Li et al., arXiv:2301.12597, section 3.1).</summary>
/// <remarks>Scoring gives the contrast itself, without the temperature.</remarks>
public sealed class TrainableBlip2 : ITrainableReward
{
    private const string WeightsFile = "model.safetensors";
    private readonly ModelFolder _origin;
    private readonly Blip2WithTemperature _module;
    private readonly BertTokenizer _tokenizer;

    private TrainableBlip2(ModelFolder origin, string vocabulary, Blip2WithTemperature module)
    {
        (_origin, _module) = (origin, module);
        var config = module.Model.Config;
        _tokenizer = BertTokenizer.FromFile(vocabulary, config.MaxTextTokens);
        var size = config.Vision.ImageSize;
        Preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OfFolder(origin, size, ImagePreprocessorConfig.BlipOf(size)));
    }

    /// <inheritdoc />
    public nn.Module Module => _module;

    /// <inheritdoc />
    public Device Device => _module.LogitScale.device;

    /// <inheritdoc />
    public ImagePreprocessor Preprocessor { get; }

    /// <inheritdoc />
    /// <remarks>The contrast over the temperature.</remarks>
    public Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts)
    {
        var images = _module.Model.ImageFeatures(_module.Model.Images(pixels)); // [pairs, queries, projection]
        var cosines = images.matmul(TextFeatures(Encode(texts)).unsqueeze(2)).squeeze(2); // [pairs, queries]
        return cosines.amax([1]) * _module.LogitScale.exp();
    }

    /// <inheritdoc />
    /// <remarks>The contrast over the temperature.</remarks>
    public Tensor ScoreMatrix(Tensor pixels, IReadOnlyList<string> texts) => ContrastiveScore(_module.Model.Images(pixels), Encode(texts));

    /// <summary>Both scores of every image and text, the vision tower run once.</summary>
    /// <param name="pixels">[images, 3, height, width].</param>
    /// <param name="texts">The texts.</param>
    /// <returns>The contrast over the temperature, [images, texts], and the log-odds of matching, [images, texts].</returns>
    public (Tensor Contrast, Tensor Match) Grids(Tensor pixels, IReadOnlyList<string> texts)
    {
        var images = _module.Model.Images(pixels);
        var tokens = Encode(texts);
        var logits = _module.Model.MatchLogits(images, tokens.IdsTensor(Device), tokens.AttentionMaskTensor(Device)); // [images, texts, 2]
        return (ContrastiveScore(images, tokens), logits.select(2, 1) - logits.select(2, 0));
    }

    /// <inheritdoc />
    public void Freeze(double share) => FrozenBlocks.Apply(_module, share);

    /// <inheritdoc />
    public void Save(string folder)
    {
        RewardFolder.WriteCompanions(folder, _origin, _module.Model.Config.ToJson());
        using var scope = NewDisposeScope();
        using var ungraded = no_grad();
        var tensors = _module.Model.state_dict();
        tensors[Blip2WithTemperature.StoredName] = _module.LogitScale.neg().exp();
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), tensors);
    }

    /// <inheritdoc />
    public void Dispose() => _module.Dispose();

    /// <param name="origin">Vocabulary.</param>
    /// <param name="model">Makes the model, once all else is known to be there.</param>
    /// <param name="temperature">What the contrast is divided by, above 0.</param>
    internal static TrainableBlip2 Open(ModelFolder origin, Func<Blip2Model> model, double temperature)
    {
        var vocabulary = BertTokenizer.FindFile(origin);
        return new TrainableBlip2(origin, vocabulary, new Blip2WithTemperature(model(), temperature));
    }

    private Tensor ContrastiveScore(Blip2Images images, TokenBatch tokens) =>
        Blip2Model.ContrastiveScore(_module.Model.ImageFeatures(images), TextFeatures(tokens)) * _module.LogitScale.exp();

    private Tensor TextFeatures(TokenBatch tokens) => _module.Model.TextFeatures(tokens.IdsTensor(Device), tokens.AttentionMaskTensor(Device));

    private TokenBatch Encode(IReadOnlyList<string> texts) => _tokenizer.EncodeToLongest([.. texts.Select(BlipCaption.Clean)]);
}
