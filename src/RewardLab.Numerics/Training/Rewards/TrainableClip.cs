using RewardLab.Numerics.Imaging;
using RewardLab.Numerics.Models.Clip;
using RewardLab.Numerics.Text;
using RewardLab.Numerics.Weights;
using static TorchSharp.torch;

namespace RewardLab.Numerics.Training.Rewards;

/// <summary>A CLIP that learns: exp(logit scale) times the cosine, as PickScore.</summary>
internal sealed class TrainableClip : ITrainableReward
{
    private readonly ModelFolder _origin;
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;

    private TrainableClip(ModelFolder origin, ClipTokenizer tokenizer, ClipModel model)
    {
        (_origin, _tokenizer, _model) = (origin, tokenizer, model);
        Preprocessor = new ImagePreprocessor(ImagePreprocessorConfig.OfFolder(origin, _model.Config.Vision.ImageSize));
    }

    /// <param name="origin">Tokenizer and preprocessing.</param>
    /// <param name="model">Makes the model, once all else is known to be there.</param>
    public static TrainableClip Open(ModelFolder origin, Func<ClipModel> model) =>
        new(origin, ClipTokenizer.FromFolder(Path.GetDirectoryName(origin.FilePath("vocab.json"))!), model());

    public nn.Module Module => _model;

    public Device Device => _model.LogitScale.device;

    public ImagePreprocessor Preprocessor { get; }

    public Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts) =>
        (ClipModel.Normalized(_model.EncodeImage(pixels)) * ClipModel.Normalized(Encode(texts))).sum(1) * _model.LogitScale.exp();

    public Tensor Grid(Tensor pixels, IReadOnlyList<string> texts) => _model.Logits(_model.EncodeImage(pixels), Encode(texts));

    public void Freeze(double share) => FrozenBlocks.Apply(_model, share);

    public void Save(string folder) => RewardFolder.Write(folder, _origin, _model.Config.ToJson(), _model);

    public void Dispose() => _model.Dispose();

    private Tensor Encode(IReadOnlyList<string> texts) => _model.EncodeText(_tokenizer.EncodePadded(texts).IdsTensor(Device));
}
