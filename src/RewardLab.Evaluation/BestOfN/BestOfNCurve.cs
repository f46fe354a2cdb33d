namespace RewardLab.Evaluation.BestOfN;

/// <summary>What best-of-n would score for every n, from one pool of scored samples and without a bias (Nakano et al., WebGPT, appendix I).</summary>
public static class BestOfNCurve
{
    /// <summary>The expected score of the image that the proxy picks out of n, averaged over every subset of n of the pool.</summary>
    /// <remarks>Samples are ordered by the proxy, ascending; sample i, from 1, is the best of C(i-1, n-1) of the C(N, n) subsets.
    /// Samples that tie in the proxy share their weights equally, as if ties were broken by a coin.</remarks>
    /// <param name="proxy">The score that picks, for each of N samples.</param>
    /// <param name="gold">The score that is reported, for each sample; pass the proxy for the proxy's own curve.</param>
    /// <param name="n">1 to N.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a score is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is outside 1 to N.</exception>
    public static double Expected(ReadOnlySpan<double> proxy, ReadOnlySpan<double> gold, int n)
    {
        if (proxy.Length != gold.Length)
        {
            throw new ArgumentException($"{proxy.Length} proxy scores do not match {gold.Length} gold scores.", nameof(gold));
        }

        var weights = Weights(proxy.Length, n);
        var (keys, values) = (proxy.ToArray(), gold.ToArray());
        if (!Array.TrueForAll(keys, double.IsFinite) || !Array.TrueForAll(values, double.IsFinite))
        {
            throw new ArgumentException("Scores must be finite.", nameof(proxy));
        }

        Array.Sort(keys, values);
        var sum = 0.0;
        for (var start = 0; start < keys.Length;)
        {
            var (end, weight, total) = (start, 0.0, 0.0);
            for (; end < keys.Length && keys[end] == keys[start]; end++)
            {
                weight += weights[end];
                total += values[end];
            }

            sum += weight * (total / (end - start));
            start = end;
        }

        return sum;
    }

    /// <summary>A point for each n.</summary>
    /// <inheritdoc cref="Expected" path="/remarks | /param[@name='proxy'] | /param[@name='gold'] | /exception" />
    /// <param name="proxy">The score that picks, for each of N samples.</param>
    /// <param name="gold">The score that is reported, for each sample.</param>
    /// <param name="counts">The values of n, each 1 to N.</param>
    public static IReadOnlyList<BestOfNPoint> Estimate(ReadOnlySpan<double> proxy, ReadOnlySpan<double> gold, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var points = new BestOfNPoint[counts.Count];
        for (var i = 0; i < points.Length; i++)
        {
            points[i] = new BestOfNPoint(counts[i], Kl(counts[i]), Expected(proxy, gold, counts[i]));
        }

        return points;
    }

    /// <summary>The weight of each sample, ascending by proxy: C(i-1, n-1) / C(N, n) for i = 1 to N. They sum to 1.</summary>
    /// <remarks>Each weight comes from its successor by one exact ratio, from n/N downwards:
    /// no factorial, no logarithm, so relative errors stay near N rounding errors.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="poolSize"/> is below 1, or <paramref name="n"/> is outside 1 to poolSize.</exception>
    public static double[] Weights(int poolSize, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(poolSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, poolSize);
        var weights = new double[poolSize];
        weights[^1] = n / (double)poolSize;
        for (var i = poolSize; i > n; i--)
        {
            weights[i - 2] = weights[i - 1] * (i - n) / (i - 1);
        }

        return weights;
    }

    /// <summary>The divergence of best-of-n from plain sampling, in nats: log n - (n-1)/n.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="n"/> is below 1.</exception>
    public static double Kl(int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);
        return Math.Log(n) - ((n - 1.0) / n);
    }
}
