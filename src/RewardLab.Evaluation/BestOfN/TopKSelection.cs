namespace RewardLab.Evaluation.BestOfN;

/// <summary>The images that a reward scores highest among the first of a pool.</summary>
public static class TopKSelection
{
    /// <summary>Indices of the highest scores among the first n, the best first; of equal scores the earliest.</summary>
    /// <param name="scores">Finite scores or order keys, in the order the images were generated.</param>
    /// <param name="n">How many of them count, 1 to all.</param>
    /// <param name="top">How many to pick, 1 to <paramref name="n"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> or <paramref name="top"/> is outside its range.</exception>
    public static IReadOnlyList<int> Select(IReadOnlyList<double> scores, int n, int top)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, scores.Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(top, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(top, n);
        return [.. Enumerable.Range(0, n).OrderByDescending(i => scores[i]).Take(top)];
    }
}
