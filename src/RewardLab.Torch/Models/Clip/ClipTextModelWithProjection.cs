using RewardLab.Abstractions;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>CLIP's text tower with its projection to the space shared with images, as the second text encoder of Stable Diffusion XL
/// (transformers' CLIPTextModelWithProjection: the same parameter names).</summary>
/// <remarks>Fresh weights are random, from torch's default generator as in the reference. Not thread-safe while training.</remarks>
public sealed class ClipTextModelWithProjection : Module<Tensor, Tensor?, ClipTextOutput>
{
    [ComponentName(Name = "text_model")]
    private readonly ClipTextTransformer _text;

    [ComponentName(Name = "text_projection")]
    private readonly Linear _projection;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    /// <param name="config">Its shape; <see cref="ClipTextConfig.ProjectionSize"/> is the width of the projected state.</param>
    public ClipTextModelWithProjection(ClipTextConfig config)
        : base(nameof(ClipTextModelWithProjection))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _text = new ClipTextTransformer(config);
        _projection = FreshLayers.Dense(config.HiddenSize, config.ProjectionSize, config.InitializerFactor * Math.Pow(config.HiddenSize, -0.5), hasBias: false);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>Encodes texts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length], length at most <see cref="ClipTextConfig.MaxTokenCount"/>.</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts, as in pipelines.</param>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public override ClipTextOutput forward(Tensor ids, Tensor? attentionMask) => _text.call(ids, attentionMask, true);

    /// <summary>Encodes texts in which every position counts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public ClipTextOutput Encode(Tensor ids) => call(ids, null);

    /// <summary>The projected state of each text (text_embeds).</summary>
    /// <param name="output">The model's output.</param>
    /// <returns>[batch, projection].</returns>
    public Tensor Project(ClipTextOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return _projection.call(output.PoolerOutput);
    }
}
