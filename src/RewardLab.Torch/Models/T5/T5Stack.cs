using RewardLab.Torch.Runtime;
using RewardLab.Torch.Tensors;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.T5;

/// <summary>The encoder's blocks, as models hold them under the name "encoder".</summary>
internal sealed class T5Stack : nn.Module<Tensor, Tensor?, IReadOnlyList<Tensor>>
{
    private readonly T5EncoderConfig _config;

    [ComponentName(Name = "block")]
    private readonly ModuleList<T5Block> _blocks;

    [ComponentName(Name = "final_layer_norm")]
    private readonly RmsNorm _finalNorm;

    internal T5Stack(T5EncoderConfig config)
        : base(nameof(T5Stack))
    {
        _config = config;
        _blocks = new ModuleList<T5Block>([.. Enumerable.Range(0, config.LayerCount).Select(i => new T5Block(config, hasRelativeBias: i == 0))]);
        _finalNorm = new RmsNorm(config.HiddenSize, config.LayerNormEpsilon);
        RegisterComponents();
    }

    /// <summary>The embeddings, every block's output but the last one's, and the last one's after the final norm: block count + 1 tensors.</summary>
    public override IReadOnlyList<Tensor> forward(Tensor embedded, Tensor? attentionMask) // [batch, length, hidden], [batch, length]
    {
        var bias = Bias(embedded, attentionMask);
        var states = new List<Tensor>(_blocks.Count + 1) { embedded };
        foreach (var block in _blocks)
        {
            ForwardCancellation.Check();
            states.Add(block.call(states[^1], bias));
        }

        states[^1] = _finalNorm.call(states[^1]);
        return states;
    }

    private Tensor Bias(Tensor embedded, Tensor? attentionMask) // [batch or 1, heads, length, length], float32
    {
        using var scope = NewDisposeScope();
        var positions = SafeOps.Range(embedded.shape[1], embedded.device);
        var buckets = T5RelativePositions.Buckets(positions.unsqueeze(0) - positions.unsqueeze(1), _config.BucketCount, _config.MaxDistance);
        var bias = _blocks[0].RelativeBias(buckets).to_type(ScalarType.Float32);
        if (attentionMask is not null)
        {
            var padding = attentionMask.view(attentionMask.shape[0], 1, 1, -1).eq(tensor(0L, device: attentionMask.device));
            bias = bias.Add(zeros([padding.shape[0], 1, 1, padding.shape[3]], device: bias.device).FillWhere(padding, float.MinValue));
        }

        return bias.MoveToOuterDisposeScope();
    }
}
