using RewardLab.Torch.Imaging;
using RewardLab.Torch.Text;
using static TorchSharp.torch;

namespace RewardLab.Torch.Scoring.Models;

/// <summary>Texts that a cross-encoder scores: images are encoded once per batch, texts of one length go through together.</summary>
/// <typeparam name="TImages">What the model keeps of encoded images.</typeparam>
/// <param name="device">Where the model computes.</param>
/// <param name="groups">The texts by length: their places in the matrix, and their tokens.</param>
/// <param name="textCount">Number of texts.</param>
internal abstract class CrossEncoderTexts<TImages>(Device device, IReadOnlyList<(int[] Indices, TokenBatch Tokens)> groups, int textCount) : ICrossScoringTexts
{
    /// <inheritdoc />
    public float[] Score(PixelBatch pixels, CancellationToken cancellationToken)
    {
        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var images = Encode(pixels);
        var scores = new float[pixels.Count * textCount]; // [images, texts]
        foreach (var (indices, tokens) in groups)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            ScoreMatrixColumns.Put(ScoreAll(images, tokens.IdsTensor(device)), indices, scores, textCount);
        }

        return scores;
    }

    /// <inheritdoc />
    public float[] ScorePairs(PixelBatch pixels, IReadOnlyList<(int Image, int Text)> pairs, CancellationToken cancellationToken)
    {
        if (pairs.Count == pixels.Count * textCount)
        {
            return PairedTexts.Select(Score(pixels, cancellationToken), pairs, textCount);
        }

        using var ungraded = no_grad();
        using var scope = NewDisposeScope();
        var images = Encode(pixels);
        return PairedTexts.Score(pairs, groups, pixels.Count, device, (ids, indices) => ScoreEach(images, ids, indices), cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Runs the vision tower over a batch.</summary>
    protected abstract TImages Encode(PixelBatch pixels);

    /// <summary>Scores of every image with every text of a group: [images, group], float32.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="ids">Token ids, [group, length].</param>
    protected abstract Tensor ScoreAll(TImages images, Tensor ids);

    /// <summary>Scores of texts with an image each: [pairs], float32.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="ids">Token ids, [pairs, length].</param>
    /// <param name="indices">The image of each pair, [pairs].</param>
    protected abstract Tensor ScoreEach(TImages images, Tensor ids, Tensor indices);
}
