using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Bert;

/// <summary>Attention of the texts to themselves, or of every text to every image.</summary>
/// <remarks>Hidden states are [images, texts, length, hidden], with one image where none has been looked at yet.</remarks>
internal sealed class BertAttention : Module<Tensor, Tensor?, Tensor>
{
    [ComponentName(Name = "self")]
    private readonly BertHeads _heads;

    [ComponentName(Name = "output")]
    private readonly BertResidual _output;

    internal BertAttention(BertConfig config, int keyWidth)
        : base(nameof(BertAttention))
    {
        _heads = new BertHeads(config, keyWidth);
        _output = new BertResidual(config, config.HiddenSize);
        RegisterComponents();
    }

    /// <summary>Keys and values of images, computed once however many texts look at them.</summary>
    /// <param name="imageTokens">[images, tokens, encoder width].</param>
    internal BertKeys ImageKeys(Tensor imageTokens) => _heads.Keys(imageTokens);

    // To themselves; the mask is [texts, 1, 1, length], in which pairs are texts too.
    public override Tensor forward(Tensor hidden, Tensor? mask)
    {
        var rows = hidden.flatten(0, 1); // [images * texts, length, hidden]
        var (keys, values) = _heads.Keys(rows);
        var rowMask = mask is null || mask.shape[0] == rows.shape[0] ? mask : mask.repeat(hidden.shape[0], 1, 1, 1);
        var attended = _heads.call(_heads.Queries(rows), keys, values, rowMask);
        return _output.call(attended.view(hidden.shape), hidden);
    }

    /// <summary>What the first token sees of its text: [images, texts, 1, hidden].</summary>
    internal Tensor FirstToken(Tensor hidden, Tensor? mask)
    {
        var rows = hidden.flatten(0, 1); // [images * texts, length, hidden]
        var (keys, values) = _heads.Keys(rows);
        var rowMask = mask is null || mask.shape[0] == rows.shape[0] ? mask : mask.repeat(hidden.shape[0], 1, 1, 1);
        var first = hidden.narrow(2, 0, 1);
        return _output.call(_heads.call(_heads.Queries(rows.narrow(1, 0, 1)), keys, values, rowMask).view(first.shape), first);
    }

    /// <summary>Every text's tokens look at every image: all texts of an image form one long row, so that its keys are read once.</summary>
    /// <returns>[images, texts, length, hidden].</returns>
    internal Tensor ToImages(Tensor hidden, BertKeys images)
    {
        var queries = _heads.Queries(hidden.flatten(1, 2)); // [1 or images, heads, texts * length, width]
        var attended = _heads.call(queries.expand(images.Keys.shape[0], -1, -1, -1), images.Keys, images.Values, null);
        return _output.call(attended.unflatten(1, hidden.shape[1], hidden.shape[2]), hidden);
    }
}
