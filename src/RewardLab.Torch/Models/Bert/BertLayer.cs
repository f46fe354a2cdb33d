using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>A block: attention to the text, in some blocks attention to the image, and the feed-forward part.</summary>
internal sealed class BertLayer : Module<Tensor, Tensor?, BertKeys?, int, Tensor>
{
    [ComponentName(Name = "attention")]
    private readonly BertAttention _attention;

    [ComponentName(Name = "crossattention")]
    private readonly BertAttention? _crossAttention;

    [ComponentName(Name = "intermediate")]
    private readonly BertIntermediate _intermediate;

    [ComponentName(Name = "output")]
    private readonly BertResidual _output;

    [ComponentName(Name = "intermediate_query")]
    private readonly BertIntermediate? _queryIntermediate;

    [ComponentName(Name = "output_query")]
    private readonly BertResidual? _queryOutput;

    internal BertLayer(BertConfig config, int index)
        : base(nameof(BertLayer))
    {
        _attention = new BertAttention(config, config.HiddenSize);
        _crossAttention = index % config.CrossAttentionFrequency == 0 ? new BertAttention(config, config.EncoderWidth) : null;
        _intermediate = new BertIntermediate(config);
        _output = new BertResidual(config, config.IntermediateSize);
        if (config.HasQueries)
        {
            _queryIntermediate = new BertIntermediate(config);
            _queryOutput = new BertResidual(config, config.IntermediateSize);
        }

        RegisterComponents();
    }

    /// <summary>Keys and values of images for this block; null where it does not look at them.</summary>
    internal BertKeys? ImageKeys(Tensor imageTokens) => _crossAttention?.ImageKeys(imageTokens);

    // [1 or images, texts, length, hidden], [texts, 1, 1, length], the images, how many tokens are queries
    public override Tensor forward(Tensor hidden, Tensor? mask, BertKeys? images, int queryCount)
    {
        using var scope = NewDisposeScope();
        var attended = _attention.call(hidden, mask);
        if (queryCount == 0)
        {
            return FeedForward(images is null ? attended : _crossAttention!.ToImages(attended, images)).MoveToOuterDisposeScope();
        }

        // Queries alone look at the image; the text sees it through them.
        var queries = attended.narrow(2, 0, queryCount);
        queries = images is null ? queries : _crossAttention!.ToImages(queries, images);
        queries = _queryOutput!.call(_queryIntermediate!.call(queries), queries);
        if (attended.shape[2] == queryCount)
        {
            return queries.MoveToOuterDisposeScope();
        }

        var texts = FeedForward(attended.narrow(2, queryCount, attended.shape[2] - queryCount));
        return cat([queries, texts.expand(queries.shape[0], -1, -1, -1)], 2).MoveToOuterDisposeScope();
    }

    /// <summary>The first token's state alone, [images, texts, 1, hidden]; for texts without queries.</summary>
    internal Tensor FirstToken(Tensor hidden, Tensor? mask, BertKeys? images)
    {
        using var scope = NewDisposeScope();
        var attended = _attention.FirstToken(hidden, mask);
        return FeedForward(images is null ? attended : _crossAttention!.ToImages(attended, images)).MoveToOuterDisposeScope();
    }

    private Tensor FeedForward(Tensor hidden) => _output.call(_intermediate.call(hidden), hidden);
}
