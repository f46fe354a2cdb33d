using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Bert;
using RewardLab.Numerics.Models.Blip;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Weights;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Training.Rewards;

/// <summary>An ImageReward that learns: its head's value, normalised.</summary>
internal sealed class TrainableImageReward : ITrainableReward
{
    private readonly ModelFolder _origin;
    private readonly ImageRewardModel _model;
    private readonly BertTokenizer _tokenizer;

    public TrainableImageReward(ModelFolder origin)
    {
        _origin = origin;
        var vocabulary = origin.FilePath("vocab.txt");
        _model = ImageRewardFiles.Load(origin);
        _tokenizer = BertTokenizer.FromFile(vocabulary, _model.Config.MaxTextTokens);
        Preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OfFolder(origin, _model.Config.Vision.ImageSize));
    }

    public nn.Module Module => _model;

    public ImagePreprocessor Preprocessor { get; }

    public Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts)
    {
        var tokens = _tokenizer.EncodeToLongest(texts);
        return _model.PairedRewards(tokens.IdsTensor(), tokens.AttentionMaskTensor(), Images(pixels));
    }

    public Tensor Grid(Tensor pixels, IReadOnlyList<string> texts)
    {
        var tokens = _tokenizer.EncodeToLongest(texts);
        return _model.Rewards(tokens.IdsTensor(), tokens.AttentionMaskTensor(), Images(pixels));
    }

    public void Freeze(double share) => FrozenBlocks.Apply(_model, share);

    public void Save(string folder) => RewardFolder.Write(folder, _origin, _model.Config.ToJson(), _model);

    public void Dispose() => _model.Dispose();

    private BertImages Images(Tensor pixels) => _model.Images(_model.EncodeImage(pixels));
}
