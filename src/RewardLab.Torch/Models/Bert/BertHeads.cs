using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>Query, key and value projections of an attention, which the checkpoints name "self" also where the keys are an image's.</summary>
internal sealed class BertHeads : Module<Tensor, Tensor, Tensor, Tensor?, Tensor>
{
    private readonly int _headCount;
    private readonly double _dropout;

    [ComponentName(Name = "query")]
    private readonly Linear _query;

    [ComponentName(Name = "key")]
    private readonly Linear _key;

    [ComponentName(Name = "value")]
    private readonly Linear _value;

    internal BertHeads(BertConfig config, int keyWidth)
        : base(nameof(BertHeads))
    {
        _headCount = config.HeadCount;
        _dropout = config.AttentionDropout;
        _query = FreshLayers.Dense(config.HiddenSize, config.HiddenSize, config.InitializerRange);
        _key = FreshLayers.Dense(keyWidth, config.HiddenSize, config.InitializerRange);
        _value = FreshLayers.Dense(keyWidth, config.HiddenSize, config.InitializerRange);
        RegisterComponents();
    }

    /// <summary>Keys and values of tokens, [rows, heads, tokens, width].</summary>
    internal BertKeys Keys(Tensor tokens) => new(Split(_key.call(tokens)), Split(_value.call(tokens)));

    /// <summary>Queries of tokens, [rows, heads, tokens, width].</summary>
    internal Tensor Queries(Tensor tokens) => Split(_query.call(tokens));

    // All [rows, heads, tokens, width]; the mask is added to the logits. Result: [rows, tokens, hidden]
    public override Tensor forward(Tensor queries, Tensor keys, Tensor values, Tensor? mask) =>
        functional.scaled_dot_product_attention(queries, keys, values, mask, training ? _dropout : 0).transpose(1, 2).flatten(2);

    private Tensor Split(Tensor projected) => projected.view(projected.shape[0], projected.shape[1], _headCount, -1).transpose(1, 2);
}
