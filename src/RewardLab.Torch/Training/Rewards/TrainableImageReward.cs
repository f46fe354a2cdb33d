using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Models.Blip;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>An ImageReward that learns: its head's value, normalised.</summary>
internal sealed class TrainableImageReward : ITrainableReward
{
    private readonly ModelFolder _origin;
    private readonly ImageRewardModel _model;
    private readonly BertTokenizer _tokenizer;

    private TrainableImageReward(ModelFolder origin, string vocabulary, ImageRewardModel model)
    {
        (_origin, _model) = (origin, model);
        _tokenizer = BertTokenizer.FromFile(vocabulary, model.Config.MaxTextTokens);
        Preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OfFolder(origin, _model.Config.Vision.ImageSize));
    }

    /// <param name="origin">Vocabulary and preprocessing.</param>
    /// <param name="model">Makes the model, once all else is known to be there.</param>
    public static TrainableImageReward Open(ModelFolder origin, Func<ImageRewardModel> model) => new(origin, BertTokenizer.FindFile(origin), model());

    public nn.Module Module => _model;

    public Device Device => _model.parameters().First().device;

    public ImagePreprocessor Preprocessor { get; }

    public Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts)
    {
        var tokens = _tokenizer.EncodeToLongest(texts);
        return _model.PairedRewards(tokens.IdsTensor(Device), tokens.AttentionMaskTensor(Device), Images(pixels));
    }

    public Tensor ScoreMatrix(Tensor pixels, IReadOnlyList<string> texts)
    {
        var tokens = _tokenizer.EncodeToLongest(texts);
        return _model.Rewards(tokens.IdsTensor(Device), tokens.AttentionMaskTensor(Device), Images(pixels));
    }

    public void Freeze(double share) => FrozenBlocks.Apply(_model, share);

    public void Save(string folder) => RewardFolder.Write(folder, _origin, _model.Config.ToJson(), _model);

    public void Dispose() => _model.Dispose();

    private BertImages Images(Tensor pixels) => _model.Images(_model.EncodeImage(pixels));
}
