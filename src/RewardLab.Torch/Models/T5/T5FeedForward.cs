using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>The gated feed-forward part: GELU (its hyperbolic form) of one projection times another (Shazeer, arXiv:2002.05202).</summary>
internal sealed class T5FeedForward : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "wi_0")]
    private readonly T5Projection _gate;

    [ComponentName(Name = "wi_1")]
    private readonly T5Projection _values;

    [ComponentName(Name = "wo")]
    private readonly T5Projection _output;

    internal T5FeedForward(T5EncoderConfig config)
        : base(nameof(T5FeedForward))
    {
        _gate = new T5Projection(config.HiddenSize, config.IntermediateSize, Math.Pow(config.HiddenSize, -0.5), config.MadeFor);
        _values = new T5Projection(config.HiddenSize, config.IntermediateSize, Math.Pow(config.HiddenSize, -0.5), config.MadeFor);
        _output = new T5Projection(config.IntermediateSize, config.HiddenSize, Math.Pow(config.IntermediateSize, -0.5), config.MadeFor, inFloat32: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor hidden) // [batch, length, hidden]
    {
        using var scope = NewDisposeScope();
        var gate = Activations.GeluTanh(_gate.call(hidden));
        var values = _values.call(hidden);
        if (values.dtype == ScalarType.Float16)
        {
            // T5-XXL's products lie beyond float16's range; its publishers' library keeps "wo" in float32 too.
            (gate, values) = (gate.to_type(ScalarType.Float32), values.to_type(ScalarType.Float32));
        }

        return _output.call(gate * values).MoveToOuterDisposeScope(); // [batch, length, hidden]
    }
}
