using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>Scores single pairs, where a grid would score all.</summary>
internal static class PairedTexts
{
    // Of one step, before they are added up: 16 MB.
    private const long MaxProducts = 4L << 20;

    /// <summary>The indices as two tensors of 64-bit integers, [pairs].</summary>
    public static (Tensor Images, Tensor Texts) Indices(IReadOnlyList<(int Image, int Text)> pairs, Device device) =>
        (tensor(pairs.Select(pair => (long)pair.Image).ToArray(), device: device), tensor(pairs.Select(pair => (long)pair.Text).ToArray(), device: device));

    /// <summary>The dot products of every image with every text. Unlike the entries of a matrix product, each equals that of the pair alone to the last bit,
    /// so that an image has the same score in a matrix and in pairs.</summary>
    /// <param name="images">Embeddings, [images, ..., projection].</param>
    /// <param name="texts">Embeddings, [texts, projection].</param>
    /// <param name="cancellationToken">Asked between images.</param>
    /// <returns>[images, texts, ...].</returns>
    public static Tensor DotProducts(Tensor images, Tensor texts, CancellationToken cancellationToken)
    {
        using var scope = NewDisposeScope();
        var inner = Enumerable.Repeat(1L, (int)images.dim() - 2).ToArray();
        var spread = texts.view([texts.shape[0], .. inner, texts.shape[1]]);
        var rows = Math.Max(1, MaxProducts / images.select(0, 0).numel());
        var results = new List<Tensor>();
        foreach (var image in images.unbind(0))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Tensor[] parts = [.. spread.split(rows).Select(part => Multiply(image.unsqueeze(0), part))];
            results.Add(parts is [var whole] ? whole : cat(parts));
        }

        return stack(results).MoveToOuterDisposeScope();
    }

    /// <summary>The dot products of images and texts that stand in one row each.</summary>
    /// <param name="images">Embeddings, [pairs, ..., projection].</param>
    /// <param name="texts">Embeddings, [pairs, ..., projection].</param>
    /// <returns>[pairs, ...].</returns>
    public static Tensor Multiply(Tensor images, Tensor texts)
    {
        using var scope = NewDisposeScope();
        return (images * texts).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>The pairs' entries of a grid that has been computed.</summary>
    /// <param name="grid">[images, texts], row by row.</param>
    /// <param name="pairs">Indices of an image and a text each.</param>
    /// <param name="textCount">Texts of the grid.</param>
    public static float[] Select(float[] grid, IReadOnlyList<(int Image, int Text)> pairs, int textCount) =>
        [.. pairs.Select(pair => grid[(pair.Image * textCount) + pair.Text])];

    /// <summary>Scores pairs by a cross-encoder: texts of one length go through together, each before its own image.</summary>
    /// <param name="pairs">Indices of an image and a text each.</param>
    /// <param name="groups">The texts by length.</param>
    /// <param name="rows">Pairs in a forward pass: keys and values of an image are copied for each of its pairs.</param>
    /// <param name="device">Where the model computes.</param>
    /// <param name="score">Scores of token ids [pairs, length] before the images of given indices [pairs]: [pairs], float32.</param>
    /// <param name="cancellationToken">Asked between forward passes.</param>
    /// <returns>[pairs].</returns>
    public static float[] Score(
        IReadOnlyList<(int Image, int Text)> pairs,
        IReadOnlyList<(int[] Indices, TokenBatch Tokens)> groups,
        int rows,
        Device device,
        Func<Tensor, Tensor, Tensor> score,
        CancellationToken cancellationToken)
    {
        var scores = new float[pairs.Count];
        var pairsOf = Enumerable.Range(0, pairs.Count).ToLookup(pair => pairs[pair].Text);
        foreach (var (indices, tokens) in groups)
        {
            var ids = tokens.IdsTensor(device);
            var members = indices.SelectMany((text, row) => pairsOf[text].Select(pair => (Pair: pair, Row: (long)row))).ToArray();
            foreach (var chunk in members.Chunk(rows))
            {
                cancellationToken.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var own = ids.index_select(0, tensor(Array.ConvertAll(chunk, member => member.Row), device: device)); // [pairs, length]
                var images = tensor(Array.ConvertAll(chunk, member => (long)pairs[member.Pair].Image), device: device);
                var values = score(own, images).cpu().contiguous().data<float>().ToArray();
                for (var i = 0; i < chunk.Length; i++)
                {
                    scores[chunk[i].Pair] = values[i];
                }
            }
        }

        return scores;
    }
}
