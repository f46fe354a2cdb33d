using RewardLab.Torch.Imaging;

namespace RewardLab.Torch.Scoring;

/// <summary>Texts that an <see cref="ICrossScoringModel"/> has prepared. Disposed before the model.</summary>
public interface ICrossScoringTexts : IDisposable
{
    /// <summary>Scores images against every text.</summary>
    /// <param name="pixels">The images as the model takes them.</param>
    /// <param name="cancellationToken">Asked between forward passes.</param>
    /// <returns>[images, texts], row by row.</returns>
    float[] Score(PixelBatch pixels, CancellationToken cancellationToken);

    /// <summary>Scores some images against some texts.</summary>
    /// <remarks>As it stands it takes them out of the whole matrix, which costs a dual encoder next to nothing; a model whose texts look at images computes
    /// here what is asked for alone.</remarks>
    /// <param name="pixels">The images as the model takes them.</param>
    /// <param name="pairs">Indices of an image and a text each.</param>
    /// <param name="cancellationToken">Asked between forward passes.</param>
    /// <returns>[pairs].</returns>
    float[] ScorePairs(PixelBatch pixels, IReadOnlyList<(int Image, int Text)> pairs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(pairs);
        var scores = Score(pixels, cancellationToken);
        var textCount = scores.Length / Math.Max(pixels.Count, 1);
        return [.. pairs.Select(pair => scores[(pair.Image * textCount) + pair.Text])];
    }
}
