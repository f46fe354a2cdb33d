using RewardLab.Torch.Imaging;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Text;
using RewardLab.Torch.Weights;
using static TorchSharp.torch;

namespace RewardLab.Torch.Training.Rewards;

/// <summary>A CLIP that learns: exp(logit scale) times the cosine, as PickScore.</summary>
internal sealed class TrainableClip : ITrainableReward
{
    private readonly ModelFolder _origin;
    private readonly ClipModel _model;
    private readonly ClipTokenizer _tokenizer;
    private readonly bool _isOpenClip;

    private TrainableClip(ModelFolder origin, ClipTokenizer tokenizer, (ClipModel Model, ImagePreprocessorConfig Preprocessing, bool IsOpenClip) parts)
    {
        (_origin, _model, _isOpenClip) = (origin, parts.Model, parts.IsOpenClip);
        _tokenizer = _isOpenClip ? tokenizer.WithCleanup(ClipTextCleanup.OpenAi) : tokenizer;
        Preprocessor = new ImagePreprocessor(parts.Preprocessing);
    }

    /// <summary>Opens a folder with weights.</summary>
    public static TrainableClip Open(ModelFolder files) => new(files, Tokenizer(files), ClipFiles.LoadWithPreprocessing(files));

    /// <summary>Makes a model with fresh random weights.</summary>
    /// <param name="files">Tokenizer and preprocessing.</param>
    /// <param name="config">The model's shape.</param>
    public static TrainableClip Fresh(ModelFolder files, ClipConfig config)
    {
        var (tokenizer, preprocessing) = (Tokenizer(files), ImagePreprocessorConfig.OfFolder(files, config.Vision.ImageSize));
        return new TrainableClip(files, tokenizer, (new ClipModel(config), preprocessing, IsOpenClip: false));
    }

    public nn.Module Module => _model;

    public Device Device => _model.LogitScale.device;

    public ImagePreprocessor Preprocessor { get; }

    public Tensor Pairs(Tensor pixels, IReadOnlyList<string> texts) =>
        (ClipModel.Normalized(_model.EncodeImage(pixels)) * ClipModel.Normalized(Encode(texts))).sum(1) * _model.LogitScale.exp();

    public Tensor ScoreMatrix(Tensor pixels, IReadOnlyList<string> texts) => _model.Logits(_model.EncodeImage(pixels), Encode(texts));

    public void Freeze(double share) => FrozenBlocks.Apply(_model, share);

    public void Save(string folder)
    {
        RewardFolder.Write(folder, _origin, _model.Config.ToJson(), _model);
        if (_isOpenClip)
        {
            // The folder is transformers' from now on; what OpenCLIP's configuration said goes with it.
            RewardFolder.WritePreprocessing(folder, Preprocessor.Config);
            _tokenizer.WriteTo(folder);
        }
    }

    public void Dispose() => _model.Dispose();

    private static ClipTokenizer Tokenizer(ModelFolder files) => ClipTokenizer.FromFolder(files);

    private Tensor Encode(IReadOnlyList<string> texts) => _model.EncodeText(_tokenizer.EncodePadded(texts).IdsTensor(Device));
}
