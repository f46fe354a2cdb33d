using static TorchSharp.torch;

namespace RewardLab.Torch.Models.Diffusion;

/// <summary>softmax(q k^T / sqrt(d)) v over several heads.</summary>
internal static class MultiHeadAttention
{
    /// <summary>Attends; the temporaries live in the caller's scope.</summary>
    /// <param name="query">[batch, queries, channels].</param>
    /// <param name="key">[batch, keys, channels].</param>
    /// <param name="value">[batch, keys, channels].</param>
    /// <param name="headCount">Heads that the channels are split into.</param>
    /// <param name="inFloat32">Whether lower precision is raised to float32 here, against overflow in q k^T.</param>
    /// <param name="sliceSize">Heads, over the whole batch, at once; 0 for all of them. Fewer need less memory for scores, where those are kept.</param>
    /// <returns>[batch, queries, channels].</returns>
    internal static Tensor Attend(Tensor query, Tensor key, Tensor value, long headCount, bool inFloat32 = false, int sliceSize = 0)
    {
        var dtype = query.dtype;
        if (inFloat32 && dtype is ScalarType.Float16 or ScalarType.BFloat16)
        {
            (query, key, value) = (query.to(float32), key.to(float32), value.to(float32));
        }

        var (queries, keys, values) = (Split(query, headCount), Split(key, headCount), Split(value, headCount));
        var attended = sliceSize > 0 && sliceSize < queries.shape[0] * headCount
            ? AttendInSlices(queries, keys, values, sliceSize)
            : nn.functional.scaled_dot_product_attention(queries, keys, values);
        return attended.transpose(1, 2).reshape(query.shape).to(dtype);
    }

    private static Tensor Split(Tensor tokens, long headCount) => // [batch, heads, tokens, channels / heads]
        tokens.view(tokens.shape[0], tokens.shape[1], headCount, tokens.shape[2] / headCount).transpose(1, 2);

    private static Tensor AttendInSlices(Tensor queries, Tensor keys, Tensor values, int sliceSize) // [batch, heads, tokens, channels / heads]
    {
        var (flatQueries, flatKeys, flatValues) = (Flat(queries), Flat(keys), Flat(values));
        var slices = new List<Tensor>();
        for (var start = 0L; start < flatQueries.shape[1]; start += sliceSize)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(sliceSize, flatQueries.shape[1] - start);
            slices.Add(nn.functional.scaled_dot_product_attention(
                flatQueries.narrow(1, start, count), flatKeys.narrow(1, start, count), flatValues.narrow(1, start, count)).MoveToOuterDisposeScope());
        }

        return cat(slices, 1).view(queries.shape);

        static Tensor Flat(Tensor heads) => heads.reshape(1, heads.shape[0] * heads.shape[1], heads.shape[2], heads.shape[3]);
    }
}
