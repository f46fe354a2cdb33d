using RewardLab.Torch.Models.Diffusion;
using RewardLab.Torch.Tensors;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Sd3;

/// <summary>One block of the denoiser: joint attention, maybe a second attention of the image alone, and a feed-forward part for either.</summary>
/// <remarks>The last block takes the text and gives none.</remarks>
internal sealed class JointTransformerBlock : nn.Module<Tensor, Tensor, Tensor, (Tensor Image, Tensor? Context)>
{
    [ComponentName(Name = "norm1")]
    private readonly AdaptiveNorm _norm;

    [ComponentName(Name = "norm1_context")]
    private readonly AdaptiveNorm _contextNorm;

    [ComponentName(Name = "attn")]
    private readonly JointAttention _attention;

    [ComponentName(Name = "attn2")]
    private readonly JointAttention? _secondAttention;

    [ComponentName(Name = "ff")]
    private readonly JointFeedForward _feedForward;

    [ComponentName(Name = "ff_context")]
    private readonly JointFeedForward? _contextFeedForward;

    internal JointTransformerBlock(Sd3TransformerConfig config, int index)
        : base(nameof(JointTransformerBlock))
    {
        var isLast = index == config.LayerCount - 1;
        var isDual = config.DualAttentionLayers.Contains(index);
        _norm = new AdaptiveNorm(config.Width, isDual ? 9 : 6);
        _contextNorm = new AdaptiveNorm(config.Width, isLast ? 2 : 6);
        _attention = new JointAttention(config, takesContext: true, givesContext: !isLast);
        _secondAttention = isDual ? new JointAttention(config, takesContext: false, givesContext: false) : null;
        _feedForward = new JointFeedForward(config.Width);
        _contextFeedForward = isLast ? null : new JointFeedForward(config.Width);
        RegisterComponents();
    }

    public override (Tensor Image, Tensor? Context) forward(Tensor image, Tensor context, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var parts = _norm.Parts(embedding); // shift, scale and gate of the attention, of the feed-forward part and, where there is one, of the second attention
        var contextParts = _contextNorm.Parts(embedding);
        var (attended, attendedContext) = _attention.call(_norm.Modulate(image, parts[0], parts[1]), _contextNorm.call(context, embedding));
        var next = image.Add(parts[2] * attended);
        if (_secondAttention is not null)
        {
            next = next.Add(parts[8] * _secondAttention.call(_norm.Modulate(image, parts[6], parts[7]), null).Image);
        }

        next = next.Add(parts[5] * _feedForward.call(_norm.Modulate(next, parts[3], parts[4])));
        if (_contextFeedForward is null)
        {
            return (next.MoveToOuterDisposeScope(), null);
        }

        var nextContext = context.Add(contextParts[2] * attendedContext!);
        nextContext = nextContext.Add(contextParts[5] * _contextFeedForward.call(_contextNorm.Modulate(nextContext, contextParts[3], contextParts[4])));
        return (next.MoveToOuterDisposeScope(), nextContext.MoveToOuterDisposeScope());
    }

    /// <summary>The same, computed again for the gradient where blocks are (<see cref="BlockRecomputation"/>).</summary>
    internal (Tensor Image, Tensor? Context) Recomputed(Tensor image, Tensor context, Tensor embedding)
    {
        using var scope = NewDisposeScope();
        var (patches, tokens) = (image.shape[1], context.shape[1]);
        var joined = BlockRecomputation.Call(
            (both, time) =>
            {
                using var inner = NewDisposeScope();
                var (next, nextContext) = call(both.narrow(1, 0, patches), both.narrow(1, patches, tokens), time);
                return (nextContext is null ? next.alias() : cat([next, nextContext], 1)).MoveToOuterDisposeScope();
            },
            cat([image, context], 1),
            embedding);
        var hasContext = joined.shape[1] > patches;
        return (
            joined.narrow(1, 0, patches).MoveToOuterDisposeScope(),
            hasContext ? joined.narrow(1, patches, tokens).MoveToOuterDisposeScope() : null);
    }
}
