using RewardLab.Abstractions;
using RewardLab.Torch.Weights;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>The encoder of T5 1.1, as Stable Diffusion 3 and FLUX condition on it (transformers' T5EncoderModel: the same parameter names).</summary>
/// <remarks>
/// Raffel et al., arXiv:1910.10683. The states between blocks are float32 whatever the weights are: in 16 bits they overflow. Fresh weights are random,
/// from torch's global generator. Not thread-safe while parameters change.
/// </remarks>
public sealed class T5EncoderModel : nn.Module<Tensor, Tensor?, IReadOnlyList<Tensor>>
{
    private const string TiedName = "encoder.embed_tokens.weight";
    private const string SharedName = "shared.weight";

    [ComponentName(Name = "shared")]
    private readonly Embedding _shared;

    [ComponentName(Name = "encoder")]
    private readonly T5Stack _encoder;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public T5EncoderModel(T5EncoderConfig config)
        : base(nameof(T5EncoderModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _shared = FreshLayers.Table(config.VocabularySize, config.HiddenSize, 1);
        _encoder = new T5Stack(config);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public T5EncoderConfig Config { get; }

    /// <summary>Whether the blocks' matrices are held in 8 bits.</summary>
    public bool IsQuantized => modules().OfType<T5Projection>().First().IsQuantized;

    /// <summary>Fills the model from a file. The embeddings lie there as "shared.weight", as "encoder.embed_tokens.weight" or as both, which are one; a
    /// decoder beside, as checkpoints of the whole T5 have it, is passed over.</summary>
    /// <param name="source">The stored tensors.</param>
    /// <exception cref="RewardLabException">Tensors are missing, superfluous, or of another shape; names file and tensors.</exception>
    public void Load(IWeightSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var hasShared = source.Tensors.ContainsKey(SharedName);
        ModuleWeights.Load(this, source, WeightLoadOptions.Default with
        {
            MapName = name => name != TiedName ? name : hasShared ? null : SharedName,
            Ignorable = ["decoder.*", "lm_head.weight"],
        });
    }

    /// <summary>Encodes texts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts, as in Stable Diffusion 3.</param>
    /// <returns>The embeddings and each block's output, the last one after the final norm: block count + 1 tensors of [batch, length, hidden].</returns>
    /// <exception cref="RewardLabException">The ids have another shape.</exception>
    public override IReadOnlyList<Tensor> forward(Tensor ids, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(ids);
        if (ids.dim() != 2 || (attentionMask is not null && !attentionMask.shape.AsSpan().SequenceEqual(ids.shape)))
        {
            throw new RewardLabException(
                $"T5 takes token ids of [batch, length] and a mask of the same shape, not [{string.Join(", ", ids.shape)}]"
                + $"{(attentionMask is null ? "" : $" and [{string.Join(", ", attentionMask.shape)}]")}.");
        }

        return _encoder.call(_shared.call(ids).to_type(StateType), attentionMask);
    }

    /// <summary>The states that an image model conditions on: every position counts.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [batch, length].</param>
    /// <returns>[batch, length, hidden], in the caller's dispose scope.</returns>
    /// <exception cref="RewardLabException">The ids have another shape.</exception>
    public Tensor Encode(Tensor ids)
    {
        using var scope = NewDisposeScope();
        return call(ids, null)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>Holds the blocks' matrices in 8 bits from here on, a scale for each row: a quarter of the memory of float32, for small errors in the
    /// states. It cannot be undone, and such a model is not saved.</summary>
    public void Quantize()
    {
        foreach (var projection in modules().OfType<T5Projection>())
        {
            projection.Quantize();
        }
    }

    // Float64 stays, for comparisons.
    private ScalarType StateType => _shared.weight!.dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
}
