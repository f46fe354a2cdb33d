using RewardLab.Torch.Runtime;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch.nn;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>The stack of blocks of a tower.</summary>
internal sealed class ClipEncoder : Module<Tensor, ClipAttentionMask, bool, IReadOnlyList<Tensor>>
{
    [ComponentName(Name = "layers")]
    private readonly ModuleList<ClipEncoderLayer> _layers;

    internal ClipEncoder(ClipEncoderConfig config)
        : base(nameof(ClipEncoder))
    {
        _layers = new ModuleList<ClipEncoderLayer>([.. Enumerable.Range(0, config.LayerCount).Select(_ => new ClipEncoderLayer(config))]);
        RegisterComponents();
    }

    /// <summary>The input and the output of every block, block count + 1 tensors of [batch, length, hidden]; or of the last block alone.</summary>
    public override IReadOnlyList<Tensor> forward(Tensor hidden, ClipAttentionMask mask, bool keepsEveryState)
    {
        var states = new List<Tensor>(_layers.Count + 1) { hidden };
        foreach (var layer in _layers)
        {
            ForwardCancellation.Check();
            var next = layer.call(states[^1], mask);
            if (!keepsEveryState && states.Count > 1)
            {
                states[^1].Dispose();
                states.RemoveAt(states.Count - 1);
            }

            states.Add(next);
        }

        return states;
    }

    /// <summary>The first token's last state, of tokens that all see each other: the last block computes nothing for the others.</summary>
    /// <returns>[batch, 1, hidden].</returns>
    internal Tensor FirstToken(Tensor hidden)
    {
        using var scope = NewDisposeScope();
        foreach (var layer in _layers.Take(_layers.Count - 1))
        {
            ForwardCancellation.Check();
            var next = layer.call(hidden, ClipAttentionMask.None);
            hidden.Dispose();
            hidden = next;
        }

        ForwardCancellation.Check();
        return _layers[^1].FirstToken(hidden).MoveToOuterDisposeScope();
    }
}
