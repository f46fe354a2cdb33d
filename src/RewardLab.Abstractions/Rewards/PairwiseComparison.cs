namespace RewardLab.Abstractions;

/// <summary>How two images compare, asked in both orders.</summary>
/// <param name="ShownFirst">The probability that the first image is the better one, 0 to 1, when it is shown first.</param>
/// <param name="ShownSecond">The probability that the first image is the better one, 0 to 1, when it is shown second.</param>
public sealed record PairwiseComparison(double ShownFirst, double ShownSecond)
{
    /// <summary>The probability that the first image is the better one, 0 to 1: the mean of both orders, in which a preference for a position
    /// cancels.</summary>
    public double Preference => (ShownFirst + ShownSecond) / 2;

    /// <summary>Whether the two orders disagree on which image is the better one.</summary>
    public bool DependsOnOrder => (ShownFirst > 0.5) != (ShownSecond > 0.5) || (ShownFirst < 0.5) != (ShownSecond < 0.5);
}
