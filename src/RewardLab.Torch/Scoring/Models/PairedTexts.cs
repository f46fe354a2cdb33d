using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>Scores single pairs, where a grid would score all.</summary>
internal static class PairedTexts
{
    /// <summary>The indices as two tensors of 64-bit integers, [pairs].</summary>
    public static (Tensor Images, Tensor Texts) Indices(IReadOnlyList<(int Image, int Text)> pairs, Device device) =>
        (tensor(pairs.Select(pair => (long)pair.Image).ToArray(), device: device), tensor(pairs.Select(pair => (long)pair.Text).ToArray(), device: device));

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
