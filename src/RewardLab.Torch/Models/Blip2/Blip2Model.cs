using RewardLab.Abstractions;
using RewardLab.Torch.Models.Clip;
using RewardLab.Torch.Models.Vision;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Blip2;

/// <summary>BLIP-2's first stage (Li et al., arXiv:2301.12597, section 3): ViT, Q-Former, contrast (ITC) and matching (ITM).
/// Parameter names are LAVIS' Blip2ITM's.</summary>
/// <remarks>Not thread-safe while training.</remarks>
public sealed class Blip2Model : Module
{
    [ComponentName(Name = "visual_encoder")]
    private readonly VisionTransformer _vision;

    [ComponentName(Name = "ln_vision")]
    private readonly LayerNorm _visionNorm;

    [ComponentName(Name = "query_tokens")]
    private readonly Parameter _queries;

    [ComponentName(Name = "Qformer")]
    private readonly Blip2QFormer _qformer;

    [ComponentName(Name = "vision_proj")]
    private readonly Linear _visionProjection;

    [ComponentName(Name = "text_proj")]
    private readonly Linear _textProjection;

    [ComponentName(Name = "itm_head")]
    private readonly Linear _matchHead;

    /// <summary>Makes a model with fresh random weights on the CPU.</summary>
    public Blip2Model(Blip2Config config)
        : base(nameof(Blip2Model))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config;
        _vision = new VisionTransformer(config.Vision);
        _visionNorm = FreshLayers.Norm(config.Vision.Width, config.VisionNormEpsilon);
        _queries = new Parameter(empty(1, config.QueryCount, config.QFormer.HiddenSize));
        init.normal_(_queries, 0, config.QFormer.InitializerRange);
        _qformer = new Blip2QFormer(config.QFormer);
        _visionProjection = Linear(config.QFormer.HiddenSize, config.ProjectionSize);
        _textProjection = Linear(config.QFormer.HiddenSize, config.ProjectionSize);
        _matchHead = Linear(config.QFormer.HiddenSize, 2);
        RegisterComponents();
        FreshLayers.OwnParameters(this);
    }

    /// <summary>The model's shape.</summary>
    public Blip2Config Config { get; }

    /// <summary>Encodes images, once however many texts they meet.</summary>
    /// <param name="pixels">Normalised pixels, [images, 3, image size, image size].</param>
    /// <exception cref="RewardLabException">The images have another shape.</exception>
    public Blip2Images Images(Tensor pixels)
    {
        var tokens = _visionNorm.call(_vision.call(pixels));
        return new Blip2Images(tokens, _qformer.Bert.Images(tokens));
    }

    /// <summary>What the queries find in images, projected and of length 1.</summary>
    /// <returns>[images, queries, projection].</returns>
    public Tensor ImageFeatures(Blip2Images images)
    {
        using var scope = NewDisposeScope();
        return ClipModel.Normalized(_visionProjection.call(QueryStates(images))).MoveToOuterDisposeScope();
    }

    /// <summary>Texts, projected and of length 1.</summary>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <returns>[texts, projection].</returns>
    public Tensor TextFeatures(Tensor ids, Tensor? attentionMask)
    {
        using var scope = NewDisposeScope();
        return ClipModel.Normalized(_textProjection.call(TextStates(ids, attentionMask).select(1, 0))).MoveToOuterDisposeScope();
    }

    /// <summary>The contrastive score (ITC): the largest cosine of a text with any query of an image.</summary>
    /// <param name="imageFeatures">As <see cref="ImageFeatures"/> gives them.</param>
    /// <param name="textFeatures">As <see cref="TextFeatures"/> gives them.</param>
    /// <returns>Values from -1 to 1, [images, texts].</returns>
    public static Tensor ContrastiveScore(Tensor imageFeatures, Tensor textFeatures)
    {
        ArgumentNullException.ThrowIfNull(imageFeatures);
        ArgumentNullException.ThrowIfNull(textFeatures);
        using var scope = NewDisposeScope();
        return imageFeatures.matmul(textFeatures.transpose(0, 1)).amax([1]).MoveToOuterDisposeScope(); // of [images, queries, texts]
    }

    /// <summary>The matching head's two logits, averaged over the queries: not matching, matching.</summary>
    /// <param name="images">The images.</param>
    /// <param name="ids">Token ids as 64-bit integers, [texts, length].</param>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [texts, length]; null where every position counts.</param>
    /// <returns>[images, texts, 2].</returns>
    public Tensor MatchLogits(Blip2Images images, Tensor ids, Tensor? attentionMask)
    {
        using var scope = NewDisposeScope();
        var queries = JointStates(images, ids, attentionMask).narrow(2, 0, Config.QueryCount); // [images, texts, queries, hidden]
        return _matchHead.call(queries).mean([2]).MoveToOuterDisposeScope();
    }

    /// <summary>The same for image i and text i alone.</summary>
    /// <returns>[pairs, 2].</returns>
    public Tensor PairedMatchLogits(Blip2Images images, Tensor ids, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var states = _qformer.Bert.States(ids, attentionMask, _queries, images.Keys, isPaired: true); // [pairs, 1, queries + length, hidden]
        return _matchHead.call(states.narrow(2, 0, Config.QueryCount)).mean([2]).squeeze(1).MoveToOuterDisposeScope();
    }

    /// <summary>The matching score (ITM): the probability of "matching".</summary>
    /// <returns>Values from 0 to 1, [images, texts].</returns>
    public Tensor Match(Blip2Images images, Tensor ids, Tensor? attentionMask)
    {
        using var scope = NewDisposeScope();
        return MatchLogits(images, ids, attentionMask).softmax(-1).select(2, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The queries' last states before images, without a text: [images, queries, hidden].</summary>
    public Tensor QueryStates(Blip2Images images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _qformer.Bert.States(null, queries: _queries, images: images.Keys).squeeze(1);
    }

    /// <summary>Last states of texts without an image: [texts, length, hidden].</summary>
    public Tensor TextStates(Tensor ids, Tensor? attentionMask) => _qformer.Bert.States(ids, attentionMask).squeeze(0);

    /// <summary>Last states of queries and every text before every image: [images, texts, queries + length, hidden].</summary>
    public Tensor JointStates(Blip2Images images, Tensor ids, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(images);
        return _qformer.Bert.States(ids, attentionMask, _queries, images.Keys);
    }
}
