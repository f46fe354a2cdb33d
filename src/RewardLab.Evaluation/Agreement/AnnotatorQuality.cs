using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Agreement;

/// <summary>How one annotator's answers compare with those of the others and with known answers, and how fast they came.</summary>
/// <param name="Annotator">The annotator's name.</param>
/// <param name="AnswerCount">Answers given, at least 1.</param>
/// <param name="Agreement">Share of items on which the answer is the majority's of the others, with its interval; items on which no more than half of the
/// others agree are left out. Null where none is left.</param>
/// <param name="MedianSeconds">Median time of an answer, in seconds; null where no time was taken.</param>
/// <param name="HastyShare">Share of the timed answers that came too fast to have been thought about, 0 to 1; null where no time was taken.</param>
/// <param name="Accuracy">Share of the items with a known answer that were answered so, with its interval; null where there is none.</param>
public sealed record AnnotatorQuality(
    string Annotator, int AnswerCount, WilsonInterval? Agreement, double? MedianSeconds, double? HastyShare, WilsonInterval? Accuracy)
{
    /// <summary>How many scaled median deviations below the median of all times an answer is hasty.</summary>
    public const double DefaultHastyDeviations = 3;

    /// <summary>Below this many seconds an answer is hasty, whatever the others' times: a person takes longer to see an image and reach for a key.</summary>
    public const double DefaultHastySeconds = 0.3;

    // Makes the median absolute deviation of a normal distribution its standard deviation: 1 / its 75% point.
    private const double DeviationScale = 1.4826;

    /// <summary>Computes the quality of every annotator.</summary>
    /// <remarks>Times are compared as logarithms, since they are skewed: an answer is hasty below exp(m - k 1.4826 d), with m the median and d the median
    /// absolute deviation of all annotators' times (Hampel, JASA 69, 1974), and k <paramref name="hastyDeviations"/>. Where more than half of the times are the
    /// same, d is 0 and tells nothing: then <paramref name="hastySeconds"/> alone counts.
    /// One annotator alone is compared with themselves, and agrees with nobody.</remarks>
    /// <typeparam name="T">The categories.</typeparam>
    /// <param name="answers">All answers, in any order; each annotator answers an item once at most.</param>
    /// <param name="known">The right answers of some items; may be empty. Other items do not matter.</param>
    /// <param name="hastyDeviations">k, above 0; infinite for the seconds alone.</param>
    /// <param name="hastySeconds">Below this an answer is hasty in any case; 0 or more, finite.</param>
    /// <returns>One for each annotator, by name.</returns>
    /// <exception cref="ArgumentException">An annotator answers an item twice.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="hastyDeviations"/> or <paramref name="hastySeconds"/> is outside its range.</exception>
    public static IReadOnlyList<AnnotatorQuality> Compute<T>(
        IReadOnlyList<AnnotatorAnswer<T>> answers,
        IReadOnlyDictionary<string, T> known,
        double hastyDeviations = DefaultHastyDeviations,
        double hastySeconds = DefaultHastySeconds)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(answers);
        ArgumentNullException.ThrowIfNull(known);
        if (!(hastyDeviations > 0))
        {
            throw new ArgumentOutOfRangeException(nameof(hastyDeviations), hastyDeviations, "The number of deviations must be greater than 0.");
        }

        if (!(hastySeconds >= 0) || !double.IsFinite(hastySeconds))
        {
            throw new ArgumentOutOfRangeException(nameof(hastySeconds), hastySeconds, "The minimum time of an answer must be at least 0 seconds and finite.");
        }

        var twice = answers.CountBy(answer => (answer.Annotator, answer.Item)).FirstOrDefault(count => count.Value > 1);
        if (twice.Value > 1)
        {
            throw new ArgumentException(
                $"Annotator {twice.Key.Annotator} answers item {twice.Key.Item} {twice.Value} times. Give only the answer that counts.", nameof(answers));
        }

        var votes = answers.GroupBy(answer => answer.Item, StringComparer.Ordinal)
            .ToDictionary(item => item.Key, item => item.CountBy(answer => answer.Answer).ToArray(), StringComparer.Ordinal);
        var hastyLog = HastyLog(Times(answers), hastyDeviations);
        return [.. answers.GroupBy(answer => answer.Annotator, StringComparer.Ordinal).OrderBy(own => own.Key, StringComparer.Ordinal).Select(own =>
        {
            var times = Times(own);
            return new AnnotatorQuality(
                own.Key,
                own.Count(),
                Share(own.Select(answer => AgreesWithOthers(answer.Answer, votes[answer.Item])).OfType<bool>()),
                times.Length == 0 ? null : Median(times),
                times.Length == 0 ? null : times.Count(seconds => seconds < hastySeconds || Math.Log(seconds) < hastyLog) / (double)times.Length,
                Share(own.Where(answer => known.ContainsKey(answer.Item)).Select(answer => IsSame(answer.Answer, known[answer.Item]))));
        })];
    }

    /// <summary>Null where no more than half of the others agree.</summary>
    private static bool? AgreesWithOthers<T>(T answer, KeyValuePair<T, int>[] votes)
        where T : notnull
    {
        var others = votes.Sum(vote => vote.Value) - 1;
        foreach (var (category, count) in votes)
        {
            var isOwn = IsSame(category, answer);
            if (2 * (count - (isOwn ? 1 : 0)) > others)
            {
                return isOwn;
            }
        }

        return null;
    }

    private static bool IsSame<T>(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);

    private static WilsonInterval? Share(IEnumerable<bool> trials)
    {
        var all = trials.ToArray();
        return all.Length == 0 ? null : WilsonInterval.Compute(all.AsSpan().Count(true), all.Length);
    }

    private static double[] Times<T>(IEnumerable<AnnotatorAnswer<T>> answers)
        where T : notnull => [.. answers.Select(answer => answer.Seconds).Where(seconds => seconds > 0 && double.IsFinite(seconds))];

    private static double HastyLog(double[] times, double deviations)
    {
        if (times.Length == 0)
        {
            return double.NegativeInfinity;
        }

        var logs = Array.ConvertAll(times, Math.Log);
        var median = Median(logs);
        var deviation = Median(Array.ConvertAll(logs, log => Math.Abs(log - median)));
        return deviation == 0 ? double.NegativeInfinity : median - (deviations * DeviationScale * deviation);
    }

    private static double Median(double[] values) => Quantiles.Compute([.. values.Order()], 0.5);
}
