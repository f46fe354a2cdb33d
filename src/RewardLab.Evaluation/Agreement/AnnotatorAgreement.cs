namespace RewardLab.Evaluation.Agreement;

/// <summary>How far annotators agree beyond chance.</summary>
public static class AnnotatorAgreement
{
    /// <summary>Fleiss' kappa (Psychological Bulletin 76, 1971): agreement of the same number of raters on every item, categories without order.</summary>
    /// <typeparam name="T">The categories.</typeparam>
    /// <param name="items">The ratings of each item; as many of each, at least two.</param>
    /// <returns>At most 1; 0 is what chance would give; null where all ratings are of one category.</returns>
    /// <exception cref="ArgumentException">There is no item, or items have other numbers of ratings, or fewer than two.</exception>
    public static double? FleissKappa<T>(IReadOnlyList<IReadOnlyList<T>> items)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items.Count == 0 || items[0].Count < 2 || items.Any(item => item.Count != items[0].Count))
        {
            throw new ArgumentException("Fleiss' kappa needs items, each rated by the same number of people, at least two.", nameof(items));
        }

        var (raters, ratings) = (items[0].Count, (double)items.Count * items[0].Count);
        var observed = items.Average(
            item => (item.CountBy(rating => rating).Sum(count => (double)count.Value * count.Value) - raters) / (raters * (raters - 1)));
        var expected = items.SelectMany(item => item).CountBy(rating => rating).Sum(count => count.Value / ratings * (count.Value / ratings));
        return expected >= 1 ? null : (observed - expected) / (1 - expected);
    }

    /// <summary>Krippendorff's alpha (Content Analysis, 2004, chapter 11), for categories without order; ratings may be missing.</summary>
    /// <typeparam name="T">The categories.</typeparam>
    /// <param name="items">The ratings of each item that there are; items with fewer than two say nothing.</param>
    /// <returns>At most 1; 0 is what chance would give; null where nothing can be compared, or all ratings are of one category.</returns>
    public static double? KrippendorffAlpha<T>(IReadOnlyList<IReadOnlyList<T>> items)
        where T : notnull => Alpha(items, static (a, b) => EqualityComparer<T>.Default.Equals(a, b) ? 0 : 1);

    /// <summary>Krippendorff's alpha for numbers: disagreement grows with the square of the distance (interval metric).</summary>
    /// <param name="items">The ratings of each item that there are; finite.</param>
    /// <returns>At most 1; 0 is what chance would give; null where nothing can be compared, or all ratings are equal.</returns>
    public static double? KrippendorffIntervalAlpha(IReadOnlyList<IReadOnlyList<double>> items) => Alpha(items, static (a, b) => (a - b) * (a - b));

    private static double? Alpha<T>(IReadOnlyList<IReadOnlyList<T>> items, Func<T, T, double> distance)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(items);

        // Values are few, images many: distances are summed over pairs of values, weighted by how often they meet.
        var totals = new Dictionary<T, double>();
        var observed = 0.0;
        foreach (var item in items.Where(item => item.Count >= 2))
        {
            var counts = item.CountBy(rating => rating).ToArray();
            foreach (var (value, count) in counts)
            {
                totals[value] = totals.GetValueOrDefault(value) + count;
                observed += counts.Sum(other => (double)count * other.Value * distance(value, other.Key)) / (item.Count - 1);
            }
        }

        var ratings = totals.Values.Sum();
        var expected = totals.Sum(a => totals.Sum(b => a.Value * b.Value * distance(a.Key, b.Key)));
        return expected == 0 ? null : 1 - ((ratings - 1) * observed / expected);
    }
}
