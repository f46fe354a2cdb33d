namespace RewardLab.Evaluation.Statistics;

/// <summary>Quantiles of values that are at hand.</summary>
internal static class Quantiles
{
    /// <summary>The quantile of sorted values, interpolated between neighbours.</summary>
    /// <param name="sorted">Ascending, at least one.</param>
    /// <param name="probability">0 to 1.</param>
    public static double Compute(double[] sorted, double probability)
    {
        var position = probability * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
