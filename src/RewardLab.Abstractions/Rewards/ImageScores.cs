namespace RewardLab.Abstractions;

/// <summary>One reward's scores of images, and what orders them.</summary>
/// <param name="Values">The scores, [images]: what is shown, averaged and learned from.</param>
/// <param name="OrderKeys">What ranks them, [images]: the values themselves, or numbers that distinguish scores that round to the same value; see
/// <see cref="ScoreMatrix.OrderKeys"/>.</param>
public sealed record ImageScores(double[] Values, double[] OrderKeys)
{
    /// <summary>Whether images are ordered by more than their values.</summary>
    public bool HasOrderKeys => !ReferenceEquals(Values, OrderKeys);
}
