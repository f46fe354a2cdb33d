using RewardLab.Torch.Runtime;
using RewardLab.Abstractions;
using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>
/// BERT with attention to images: BLIP's text encoder (Li et al., arXiv:2201.12086, section 3.1) and, with queries, BLIP-2's Q-Former
/// (Li et al., arXiv:2301.12597, section 3.1). Parameter names are those of BLIP's med.BertModel and LAVIS' Qformer.bert.
/// </summary>
/// <remarks>
/// Scores grids: what depends on texts alone, up to the first attention to an image, is computed once for all images, and an image's keys and
/// values once for all texts. Not thread-safe while training.
/// </remarks>
public sealed class BertModel : nn.Module
{
    // What the reference adds to the logits of padding: far enough down for a weight of exactly 0.
    private const double Hidden = -10_000;

    [ComponentName(Name = "embeddings")]
    private readonly BertEmbeddings _embeddings;

    [ComponentName(Name = "encoder")]
    private readonly BertEncoder _encoder;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public BertModel(BertConfig config)
        : base(nameof(BertModel))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _embeddings = new BertEmbeddings(config);
        _encoder = new BertEncoder(config);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public BertConfig Config { get; }

    /// <summary>Projects images to keys and values, once however many texts look at them.</summary>
    /// <param name="imageTokens">[images, tokens, encoder width].</param>
    /// <exception cref="RewardLabException">The tokens have another width.</exception>
    public BertImages Images(Tensor imageTokens)
    {
        ArgumentNullException.ThrowIfNull(imageTokens);
        return imageTokens.dim() == 3 && imageTokens.shape[2] == Config.EncoderWidth
            ? new BertImages([.. _encoder.Layers.Select(layer => layer.ImageKeys(imageTokens))], imageTokens.shape[0])
            : throw new RewardLabException(
                $"An image's tokens of [{string.Join(", ", imageTokens.shape)}] do not fit; [images, tokens, {Config.EncoderWidth}] is expected.");
    }

    /// <summary>States of texts, of queries, or of both together.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length]; null for queries alone.</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <param name="queries">Learned queries before the text, [1, queries, hidden]; null for none.</param>
    /// <param name="images">The images that are looked at; null for none.</param>
    /// <param name="isPaired">Whether text i attends to image i alone; else every text attends to every image.</param>
    /// <param name="allStates">Filled with the states before, between and after the blocks; null where they are not wanted.</param>
    /// <returns>
    /// [images, texts, queries + length, hidden]; one image where none is looked at, one text where there is none. Paired:
    /// [pairs, 1, queries + length, hidden].
    /// </returns>
    /// <exception cref="RewardLabException">A text is too long, or there are not as many texts as images to be paired.</exception>
    public Tensor States(
        Tensor? ids,
        Tensor? attentionMask = null,
        Tensor? queries = null,
        BertImages? images = null,
        bool isPaired = false,
        ICollection<Tensor>? allStates = null) =>
        States(ids, attentionMask, queries, images, isPaired, allStates, isFirstOnly: false);

    /// <summary>The state of each text's first token, for which the last block computes nothing for the others.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <param name="images">The images that are looked at.</param>
    /// <param name="isPaired">Whether text i attends to image i alone; else every text attends to every image.</param>
    /// <returns>[images, texts, 1, hidden]; paired: [pairs, 1, 1, hidden].</returns>
    /// <exception cref="RewardLabException">A text is too long, or there are not as many texts as images to be paired.</exception>
    internal Tensor FirstStates(Tensor ids, Tensor? attentionMask, BertImages images, bool isPaired = false) =>
        States(ids, attentionMask, queries: null, images, isPaired, allStates: null, isFirstOnly: true);

    private Tensor States(
        Tensor? ids, Tensor? attentionMask, Tensor? queries, BertImages? images, bool isPaired, ICollection<Tensor>? allStates, bool isFirstOnly)
    {
        if (isPaired && ids?.shape[0] != images?.Count)
        {
            throw new RewardLabException($"{ids?.shape[0] ?? 0} texts cannot be paired with {images?.Count ?? 0} images.");
        }

        if (ids is not null && ids.shape[1] > Config.MaxTokenCount)
        {
            throw new RewardLabException($"A text of {ids.shape[1]} tokens is too long for a model of {Config.MaxTokenCount}.");
        }

        using var scope = NewDisposeScope();
        var queryCount = (int)(queries?.shape[1] ?? 0);
        var hidden = _embeddings.call(ids, queries).unsqueeze(isPaired ? 1 : 0); // [1, texts, queries + length, hidden], or [pairs, 1, ...]
        var mask = Additive(attentionMask, queryCount, hidden.dtype);
        allStates?.Add(hidden.MoveToOuterDisposeScope());
        for (var i = 0; i < Config.LayerCount; i++)
        {
            ForwardCancellation.Check();
            hidden = isFirstOnly && i == Config.LayerCount - 1
                ? _encoder.Layers[i].FirstToken(hidden, mask, images?.Layers[i])
                : _encoder.Layers[i].call(hidden, mask, images?.Layers[i], queryCount);
            allStates?.Add(hidden.MoveToOuterDisposeScope());
        }

        return hidden.MoveToOuterDisposeScope();
    }

    // [texts, length] to [texts, 1, 1, queries + length]; none where nothing is padded, which lets faster kernels be taken.
    private static Tensor? Additive(Tensor? attentionMask, int queryCount, ScalarType type)
    {
        if (attentionMask is null || attentionMask.all().item<bool>())
        {
            return null;
        }

        var mask = attentionMask.to(type).neg().Add(1).Mul(Hidden).unsqueeze(1).unsqueeze(1);
        return queryCount == 0 ? mask : cat([SafeOps.Full([mask.shape[0], 1, 1, queryCount], 0, mask.device, type), mask], 3);
    }
}
