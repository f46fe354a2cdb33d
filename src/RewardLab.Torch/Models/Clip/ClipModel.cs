using RewardLab.Abstractions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Text and images in one space (Radford et al., arXiv:2103.00020; transformers' CLIPModel: the same parameter names).</summary>
/// <remarks>Fresh weights are random, from torch's default generator as in the reference. Not thread-safe while training.</remarks>
public sealed class ClipModel : Module<Tensor, Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "text_model")]
    private readonly ClipTextTransformer _text;

    [ComponentName(Name = "vision_model")]
    private readonly ClipVisionTransformer _vision;

    [ComponentName(Name = "text_projection")]
    private readonly Linear _textProjection;

    [ComponentName(Name = "visual_projection")]
    private readonly Linear _visionProjection;

    [ComponentName(Name = "logit_scale")]
    private readonly Parameter _logitScale;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public ClipModel(ClipConfig config)
        : base(nameof(ClipModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _text = new ClipTextTransformer(config.Text);
        _vision = new ClipVisionTransformer(config.Vision);
        _visionProjection = FreshLayers.Dense(config.Vision.HiddenSize, config.ProjectionSize, Math.Pow(config.Vision.HiddenSize, -0.5), hasBias: false);
        _textProjection = FreshLayers.Dense(config.Text.HiddenSize, config.ProjectionSize, Math.Pow(config.Text.HiddenSize, -0.5), hasBias: false);
        _logitScale = new Parameter(tensor((float)config.InitialLogitScale));
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public ClipConfig Config { get; }

    /// <summary>Logarithm of the factor on the cosine, a single number.</summary>
    public Parameter LogitScale => _logitScale;

    /// <summary>Logits of every image against every text.</summary>
    /// <param name="pixels">Normalised pixels, [images, channels, image size, image size].</param>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <returns>exp(logit scale) * cosine, [images, texts].</returns>
    /// <exception cref="RewardLabException">A shape is wrong, or the texts are too long.</exception>
    public override Tensor forward(Tensor pixels, Tensor ids, Tensor? attentionMask) => Logits(EncodeImage(pixels), EncodeText(ids, attentionMask));

    /// <summary>Projected states of texts, not normalised.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts.</param>
    /// <returns>[batch, projection].</returns>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public Tensor EncodeText(Tensor ids, Tensor? attentionMask = null) =>
        InScope(() => _textProjection.call(_text.call(ids, attentionMask, false).PoolerOutput));

    /// <summary>Projected states of images, not normalised.</summary>
    /// <param name="pixels">Normalised pixels, [batch, channels, image size, image size].</param>
    /// <returns>[batch, projection].</returns>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public Tensor EncodeImage(Tensor pixels) => InScope(() => _visionProjection.call(_vision.Pooled(pixels)));

    /// <summary>The text tower's states before the projection.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts.</param>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public ClipTextOutput TextStates(Tensor ids, Tensor? attentionMask = null) => _text.call(ids, attentionMask, true);

    /// <summary>The vision tower's states before the projection.</summary>
    /// <param name="pixels">Normalised pixels, [batch, channels, image size, image size].</param>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public ClipVisionOutput ImageStates(Tensor pixels) => _vision.call(pixels, true);

    /// <summary>exp(logit scale) * cosine of every image and text.</summary>
    /// <param name="imageEmbeds">As <see cref="EncodeImage"/> gives them, [images, projection].</param>
    /// <param name="textEmbeds">As <see cref="EncodeText"/> gives them, [texts, projection].</param>
    /// <returns>[images, texts].</returns>
    public Tensor Logits(Tensor imageEmbeds, Tensor textEmbeds) => Cosines(imageEmbeds, textEmbeds) * _logitScale.exp();

    /// <summary>Cosine of every image and text.</summary>
    /// <param name="imageEmbeds">As <see cref="EncodeImage"/> gives them, [images, projection].</param>
    /// <param name="textEmbeds">As <see cref="EncodeText"/> gives them, [texts, projection].</param>
    /// <returns>Values from -1 to 1, [images, texts].</returns>
    public static Tensor Cosines(Tensor imageEmbeds, Tensor textEmbeds) => Normalized(imageEmbeds).matmul(Normalized(textEmbeds).transpose(0, 1));

    /// <summary>Embeddings divided by their Euclidean length.</summary>
    /// <param name="embeds">[batch, projection].</param>
    /// <returns>[batch, projection].</returns>
    public static Tensor Normalized(Tensor embeds)
    {
        ArgumentNullException.ThrowIfNull(embeds);
        return embeds / (embeds * embeds).sum(-1, keepdim: true).sqrt();
    }

    // A tower's states are large; only the projection leaves.
    private static Tensor InScope(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        return compute().MoveToOuterDisposeScope();
    }
}
