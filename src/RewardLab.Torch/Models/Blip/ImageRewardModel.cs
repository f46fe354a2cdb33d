using RewardLab.Abstractions;
using RewardLab.Torch.Models.Bert;
using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip;

/// <summary>ImageReward (Xu et al., NeurIPS 2023, arXiv:2304.05977): BLIP's towers and a linear head on the text's first state.
/// Parameter names are ImageReward.pt's.</summary>
/// <remarks>Not thread-safe while training.</remarks>
public sealed class ImageRewardModel : nn.Module
{
    [ComponentName(Name = "blip")]
    private readonly BlipEncoders _blip;

    [ComponentName(Name = "mlp")]
    private readonly ImageRewardHead _head;

    private readonly Lock _gate = new();
    private (Tensor Weight, double Bias)? _folded;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public ImageRewardModel(ImageRewardConfig config)
        : base(nameof(ImageRewardModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _blip = new BlipEncoders(config);
        _head = new ImageRewardHead(config.Text.HiddenSize);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public ImageRewardConfig Config { get; }

    /// <summary>States of an image's tokens.</summary>
    /// <param name="pixels">Normalised pixels, [images, 3, image size, image size].</param>
    /// <returns>[images, tokens, width].</returns>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public Tensor EncodeImage(Tensor pixels) => _blip.Vision.call(pixels);

    /// <summary>Images as the text tower sees them; compute it once and score any number of texts.</summary>
    /// <param name="imageTokens">As <see cref="EncodeImage"/> gives them.</param>
    public BertImages Images(Tensor imageTokens) => _blip.Text.Images(imageTokens);

    /// <summary>States of every text before every image.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <param name="images">The images.</param>
    /// <param name="allStates">Filled with the states of all layers; null where they are not wanted.</param>
    /// <returns>[images, texts, length, hidden].</returns>
    public Tensor TextStates(Tensor ids, Tensor? attentionMask, BertImages images, ICollection<Tensor>? allStates = null) =>
        _blip.Text.States(ids, attentionMask, images: images, allStates: allStates);

    /// <summary>The head's value before normalisation, layer by layer as in training.</summary>
    /// <param name="states">The first state of texts before images, [images, texts, hidden].</param>
    /// <returns>[images, texts].</returns>
    public Tensor RawRewards(Tensor states) => _head.call(states).squeeze(-1);

    /// <summary>Rewards of every image and text, differentiable: the head layer by layer.</summary>
    /// <returns>(head - mean) / deviation, [images, texts].</returns>
    public Tensor Rewards(Tensor ids, Tensor? attentionMask, BertImages images)
    {
        var raw = RawRewards(TextStates(ids, attentionMask, images).select(2, 0));
        return raw.Add(-Config.RewardMean).Div(Config.RewardDeviation);
    }

    /// <summary>Rewards of image i and text i, differentiable: the head layer by layer.</summary>
    /// <returns>(head - mean) / deviation, [pairs].</returns>
    public Tensor PairedRewards(Tensor ids, Tensor? attentionMask, BertImages images)
    {
        var raw = RawRewards(_blip.Text.States(ids, attentionMask, images: images, isPaired: true).select(2, 0)); // [pairs, 1]
        return raw.squeeze(1).Add(-Config.RewardMean).Div(Config.RewardDeviation);
    }

    /// <summary>Rewards of every image and text by the head folded into one map, in float32 whatever the model's type; for scoring alone.</summary>
    /// <remarks>The folding is done at the first call and again after <see cref="Refold"/>.</remarks>
    /// <returns>(head - mean) / deviation, [images, texts], float32.</returns>
    public Tensor FoldedRewards(Tensor ids, Tensor? attentionMask, BertImages images)
    {
        using var scope = NewDisposeScope();
        return Folded(_blip.Text.FirstStates(ids, attentionMask, images)).MoveToOuterDisposeScope();
    }

    /// <summary>The same for image i and text i alone.</summary>
    /// <returns>(head - mean) / deviation, [pairs], float32.</returns>
    public Tensor FoldedPairedRewards(Tensor ids, Tensor? attentionMask, BertImages images)
    {
        using var scope = NewDisposeScope();
        return Folded(_blip.Text.FirstStates(ids, attentionMask, images, isPaired: true)).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets the folded head: its layers have changed.</summary>
    public void Refold()
    {
        _folded?.Weight.Dispose();
        _folded = null;
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        Refold();
        base.Dispose(disposing);
    }

    // [a, b, 1, hidden] to [a, b]
    private Tensor Folded(Tensor states)
    {
        var first = states.select(2, 0).to(ScalarType.Float32);
        (Tensor Weight, double Bias) folded;
        lock (_gate)
        {
            folded = _folded ??= Fold(first.device);
        }

        var (weight, bias) = folded;
        return first.matmul(weight).Add((bias - Config.RewardMean) / Config.RewardDeviation);
    }

    private (Tensor Weight, double Bias) Fold(Device device)
    {
        using var scope = NewDisposeScope();
        var (weight, bias) = _head.Folded();
        return (weight.Div(Config.RewardDeviation).to(ScalarType.Float32).to(device).DetachFromDisposeScope(), bias);
    }
}
