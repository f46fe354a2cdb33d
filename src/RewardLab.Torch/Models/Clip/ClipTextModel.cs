using RewardLab.Abstractions;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>CLIP's text tower alone, as Stable Diffusion conditions on it (transformers' CLIPTextModel: the same parameter names).</summary>
/// <remarks>Fresh weights are random, from torch's default generator as in the reference. Not thread-safe while training.</remarks>
public sealed class ClipTextModel : Module<Tensor, Tensor?, ClipTextOutput>
{
    [ComponentName(Name = "text_model")]
    private readonly ClipTextTransformer _text;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public ClipTextModel(ClipTextConfig config)
        : base(nameof(ClipTextModel))
    {
        Config = config;
        _text = new ClipTextTransformer(config);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public ClipTextConfig Config { get; }

    /// <summary>Encodes texts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length], length at most <see cref="ClipTextConfig.MaxTokenCount"/>.</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts, as in Stable Diffusion.</param>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public override ClipTextOutput forward(Tensor ids, Tensor? attentionMask) => _text.call(ids, attentionMask, true);

    /// <summary>Encodes texts in which every position counts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <exception cref="RewardLabException">The ids have another shape, or the texts are too long.</exception>
    public ClipTextOutput Encode(Tensor ids) => call(ids, null);

    /// <summary>The final layer norm of the last block's input: what Stable Diffusion 2 conditions on where all 24 blocks are kept.</summary>
    /// <param name="output">The model's output.</param>
    /// <returns>[batch, length, hidden].</returns>
    public Tensor NormalizedPenultimate(ClipTextOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return Normalized(output.HiddenStates[^2]);
    }

    /// <summary>The final layer norm of states.</summary>
    internal Tensor Normalized(Tensor hidden) => _text.FinalNorm(hidden);
}
