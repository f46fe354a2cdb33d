using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>T5's attention: without a scale, with a bias by distance.</summary>
internal sealed class T5Attention : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly int _headCount;

    [ComponentName(Name = "q")]
    private readonly T5Projection _query;

    [ComponentName(Name = "k")]
    private readonly T5Projection _key;

    [ComponentName(Name = "v")]
    private readonly T5Projection _value;

    [ComponentName(Name = "o")]
    private readonly T5Projection _output;

    // The first block's serves all.
    [ComponentName(Name = "relative_attention_bias")]
    private readonly Embedding? _relativeBias;

    internal T5Attention(T5EncoderConfig config, bool hasRelativeBias)
        : base(nameof(T5Attention))
    {
        _headCount = config.HeadCount;
        var inner = config.HeadCount * config.HeadSize;
        var deviation = Math.Pow(config.HiddenSize, -0.5);
        _query = new T5Projection(config.HiddenSize, inner, Math.Pow((double)config.HiddenSize * config.HeadSize, -0.5), config.MadeFor);
        _key = new T5Projection(config.HiddenSize, inner, deviation, config.MadeFor);
        _value = new T5Projection(config.HiddenSize, inner, deviation, config.MadeFor);
        _output = new T5Projection(inner, config.HiddenSize, Math.Pow(inner, -0.5), config.MadeFor);
        _relativeBias = hasRelativeBias ? FreshLayers.Table(config.BucketCount, config.HeadCount, deviation) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden, Tensor bias) // [batch, length, hidden], [batch or 1, heads, length, length]
    {
        using var scope = NewDisposeScope();
        var (batch, length) = (hidden.shape[0], hidden.shape[1]);
        var scores = matmul(Split(_query), Split(_key).transpose(2, 3)); // [batch, heads, length, length]
        var weights = nn.functional.softmax(scores.to_type(bias.dtype).Add(bias), -1).to_type(scores.dtype);
        return _output.call(matmul(weights, Split(_value)).transpose(1, 2).reshape(batch, length, -1)).MoveToOuterDisposeScope(); // [batch, length, hidden]

        Tensor Split(T5Projection projection) => projection.call(hidden).view(batch, length, _headCount, -1).transpose(1, 2); // [batch, heads, length, d_kv]
    }

    /// <summary>What is added to the scores of a text of so many tokens, [1, heads, length, length].</summary>
    /// <param name="buckets">Classes of distances, [length, length].</param>
    internal Tensor RelativeBias(Tensor buckets) => _relativeBias!.call(buckets).permute(2, 0, 1).unsqueeze(0);
}
