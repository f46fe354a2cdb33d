using static TorchSharp.torch;

namespace RewardLab.Numerics.Models.Diffusion;

/// <summary>softmax(q k^T / sqrt(d)) v over several heads.</summary>
internal static class MultiHeadAttention
{
    /// <summary>Attends; the temporaries live in the caller's scope.</summary>
    /// <param name="query">[batch, queries, channels].</param>
    /// <param name="key">[batch, keys, channels].</param>
    /// <param name="value">[batch, keys, channels].</param>
    /// <param name="headCount">Heads that the channels are split into.</param>
    /// <param name="inFloat32">Whether lower precision is raised to float32 here, against overflow in q k^T.</param>
    /// <returns>[batch, queries, channels].</returns>
    internal static Tensor Attend(Tensor query, Tensor key, Tensor value, long headCount, bool inFloat32 = false)
    {
        var dtype = query.dtype;
        if (inFloat32 && dtype is ScalarType.Float16 or ScalarType.BFloat16)
        {
            (query, key, value) = (query.to(float32), key.to(float32), value.to(float32));
        }

        var attended = nn.functional.scaled_dot_product_attention(Split(query, headCount), Split(key, headCount), Split(value, headCount));
        return attended.transpose(1, 2).reshape(query.shape).to(dtype);
    }

    private static Tensor Split(Tensor tokens, long headCount) => // [batch, heads, tokens, channels / heads]
        tokens.view(tokens.shape[0], tokens.shape[1], headCount, tokens.shape[2] / headCount).transpose(1, 2);
}
