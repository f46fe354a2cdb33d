using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.Metrics;

/// <summary>One reward's metrics on one prompt's images.</summary>
public sealed class PromptMetrics
{
    private readonly Dictionary<Metric, double?> _values;
    private readonly Dictionary<Metric, int> _ties;

    private PromptMetrics(string prompt, int imageCount, int goodCount, Dictionary<Metric, double?> values, Dictionary<Metric, int> ties)
    {
        Prompt = prompt;
        ImageCount = imageCount;
        GoodCount = goodCount;
        _values = values;
        _ties = ties;
    }

    /// <summary>The prompt whose images were ranked.</summary>
    public string Prompt { get; }

    /// <summary>Number of images.</summary>
    public int ImageCount { get; }

    /// <summary>Number of good images.</summary>
    public int GoodCount { get; }

    /// <summary>Whether there are good images and bad ones; prompts without are left out of tables.</summary>
    public bool HasBothClasses => GoodCount > 0 && GoodCount < ImageCount;

    /// <summary>The value of a metric; null where it is undefined on these images.</summary>
    /// <exception cref="KeyNotFoundException">The metric was not asked for.</exception>
    public double? this[Metric metric] => _values[metric];

    /// <summary>For AP@k, how many images share the score at rank k where input order decided who counts; 0 for other metrics.</summary>
    public int TiesAt(Metric metric) => _ties.GetValueOrDefault(metric);

    /// <summary>Takes metrics that somebody else computed, such as published ones; ties are not known.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="imageCount">Number of its images.</param>
    /// <param name="goodCount">Number of good ones.</param>
    /// <param name="values">The metrics.</param>
    public static PromptMetrics Create(string prompt, int imageCount, int goodCount, IReadOnlyDictionary<Metric, double> values)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(goodCount, imageCount);
        ArgumentOutOfRangeException.ThrowIfNegative(goodCount);
        return new PromptMetrics(prompt, imageCount, goodCount, values.ToDictionary(value => value.Key, value => (double?)value.Value), []);
    }

    /// <summary>Computes the metrics.</summary>
    /// <param name="reward">The reward's name, for errors.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="scores">A finite score for each image.</param>
    /// <param name="labels">A label for each image.</param>
    /// <param name="metrics">What to compute.</param>
    /// <exception cref="RewardLabException">A score is not finite, or there are not as many labels as scores; names reward, prompt and image.</exception>
    public static PromptMetrics Compute(string reward, string prompt, ReadOnlySpan<double> scores, LabelSet labels, IReadOnlyList<Metric> metrics)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(metrics);
        if (scores.Length != labels.Count)
        {
            throw new RewardLabException(
                $"{reward}, prompt \"{prompt}\": {scores.Length} scores do not match {labels.Count} labels. Score every labelled image once.");
        }

        for (var image = 0; image < scores.Length; image++)
        {
            if (!double.IsFinite(scores[image]))
            {
                throw new RewardLabException(
                    $"{reward}, prompt \"{prompt}\": the score of image {image} is {scores[image]}; scores must be finite. Check the model and the image.");
            }
        }

        var values = new Dictionary<Metric, double?>();
        var ties = new Dictionary<Metric, int>();
        foreach (var metric in metrics)
        {
            values[metric] = metric.Compute(scores, labels);
            if (metric.K is { } k)
            {
                ties[metric] = RankingMetrics.AveragePrecisionAt(k, scores, labels.Good).TiesAtK;
            }
        }

        return new PromptMetrics(prompt, labels.Count, labels.GoodCount, values, ties);
    }
}
