using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Clip;

/// <summary>Which tokens may look at which.</summary>
/// <param name="IsCausal">Each token sees itself and what is before it; then <paramref name="Additive"/> is null.</param>
/// <param name="Additive">Added to the attention scores, [batch, 1, length, length]; null for none.</param>
internal readonly record struct ClipAttentionMask(bool IsCausal, Tensor? Additive)
{
    /// <summary>Every token sees every token.</summary>
    internal static ClipAttentionMask None => new(IsCausal: false, Additive: null);

    /// <summary>A text's mask: causal, and blind to padding where a mask is given.</summary>
    /// <param name="attentionMask">1 for tokens, 0 for padding, [batch, length]; null where every position counts.</param>
    /// <param name="dtype">Type of the hidden states.</param>
    internal static ClipAttentionMask ForText(Tensor? attentionMask, ScalarType dtype)
    {
        if (attentionMask is null)
        {
            return new ClipAttentionMask(IsCausal: true, Additive: null);
        }

        var (batch, length) = (attentionMask.shape[0], attentionMask.shape[1]);
        var future = ones(length, length, dtype: ScalarType.Bool, device: attentionMask.device).triu(1); // [length, length]
        var padding = attentionMask.to_type(ScalarType.Bool).logical_not().view(batch, 1, 1, length);
        // The lowest finite number, not infinity: a row in which everything is hidden must not become NaN.
        var lowest = dtype switch
        {
            ScalarType.Float16 => -65504d,
            ScalarType.BFloat16 => -3.3895313892515355e38,
            _ => float.MinValue,
        };
        return new ClipAttentionMask(
            IsCausal: false,
            zeros(batch, 1, length, length, dtype: dtype, device: attentionMask.device).FillWhere(future.logical_or(padding), lowest));
    }
}
