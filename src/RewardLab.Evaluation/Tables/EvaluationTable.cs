using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.Tables;

/// <summary>Rewards against labels: per-prompt metrics, their means over prompts, and paired differences between rewards.</summary>
/// <remarks>Prompts whose labels are all equal are left out of every mean and counted. Not thread-safe.</remarks>
public sealed class EvaluationTable
{
    private readonly EvaluationOptions _options;
    private readonly List<string> _rewards = [];
    private readonly List<string> _prompts = [];
    private readonly Dictionary<string, LabelSet> _labels = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Images, int Good)> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Reward, string Prompt), PromptMetrics> _cells = [];

    /// <summary>An empty table.</summary>
    /// <exception cref="RewardLabException">An option is out of range.</exception>
    public EvaluationTable(EvaluationOptions? options = null)
    {
        _options = options ?? new EvaluationOptions();
        var failures = new List<ValidationResult>();
        if (!Validator.TryValidateObject(_options, new ValidationContext(_options), failures, validateAllProperties: true))
        {
            throw new RewardLabException($"Evaluation: {failures[0].ErrorMessage}");
        }
    }

    /// <summary>The metrics, one for each column.</summary>
    public IReadOnlyList<Metric> Metrics => _options.Metrics;

    /// <summary>The rewards, in the order they came.</summary>
    public IReadOnlyList<string> Rewards => _rewards;

    /// <summary>The prompts, in the order they came.</summary>
    public IReadOnlyList<string> Prompts => _prompts;

    /// <summary>How many prompts have labels that are all equal, and are left out of means.</summary>
    public int LeftOut => _counts.Values.Count(count => count.Good == 0 || count.Good == count.Images);

    /// <summary>Adds one reward's scores of one prompt's images.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="scores">A finite score for each image; higher is better.</param>
    /// <param name="labels">The images' labels; the same for every reward.</param>
    /// <returns>The metrics of this reward on this prompt.</returns>
    /// <exception cref="RewardLabException">A score is not finite, counts or labels do not match, or this reward has scores of this prompt already.</exception>
    public PromptMetrics Add(string reward, string prompt, ReadOnlySpan<float> scores, LabelSet labels)
    {
        var wide = new double[scores.Length];
        for (var i = 0; i < wide.Length; i++)
        {
            wide[i] = scores[i];
        }

        return Add(reward, prompt, wide.AsSpan(), labels);
    }

    /// <inheritdoc cref="Add(string, string, ReadOnlySpan{float}, LabelSet)" />
    public PromptMetrics Add(string reward, string prompt, ReadOnlySpan<double> scores, LabelSet labels)
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(labels);
        if (_cells.ContainsKey((reward, prompt)))
        {
            throw new RewardLabException($"{reward} has scores of prompt \"{prompt}\" already; each prompt may come once.");
        }

        if (_labels.TryGetValue(prompt, out var known) && !(known.Good.SequenceEqual(labels.Good) && known.Mean.SequenceEqual(labels.Mean)))
        {
            throw new RewardLabException($"{reward}, prompt \"{prompt}\": its labels differ from those that came with another reward; score the same images.");
        }

        var metrics = PromptMetrics.Compute(reward, prompt, scores, labels, Metrics);
        _labels.TryAdd(prompt, labels);
        return Put(reward, metrics);
    }

    /// <summary>Adds one reward's metrics of one prompt that were computed elsewhere, such as published ones.</summary>
    /// <param name="reward">The reward's name.</param>
    /// <param name="metrics">The metrics; every column of the table.</param>
    /// <returns>The same.</returns>
    /// <exception cref="RewardLabException">This reward has this prompt already, or another reward's images were others.</exception>
    public PromptMetrics Add(string reward, PromptMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(reward);
        ArgumentNullException.ThrowIfNull(metrics);
        if (_cells.ContainsKey((reward, metrics.Prompt)))
        {
            throw new RewardLabException($"{reward} has scores of prompt \"{metrics.Prompt}\" already; each prompt may come once.");
        }

        return Put(reward, metrics);
    }

    /// <summary>One reward's metrics on one prompt; null where it has no scores of it.</summary>
    public PromptMetrics? Cell(string reward, string prompt) => _cells.GetValueOrDefault((reward, prompt));

    /// <summary>One reward's mean over prompts, with its interval.</summary>
    /// <exception cref="RewardLabException">The reward is not in the table, or the metric is none of its columns.</exception>
    public MetricSummary Summarise(string reward, Metric metric)
    {
        var cells = CellsOf(reward, metric);
        var scored = cells.Where(cell => cell.HasBothClasses).ToArray();
        var values = scored.Where(cell => cell[metric] is not null).Select(cell => cell[metric]!.Value).ToArray();
        var tooFew = scored.Count(cell => cell[metric] is null && cell.ImageCount < metric.K);
        return new MetricSummary(
            reward,
            metric,
            values.Length == 0 ? null : ConfidenceInterval.OfMean(values, metric.Range),
            cells.Count - scored.Length,
            scored.Length - values.Length - tooFew,
            tooFew,
            scored.Count(cell => cell.TiesAt(metric) > 0));
    }

    /// <summary>One reward's lead over another, prompt by prompt.</summary>
    /// <exception cref="RewardLabException">A reward is not in the table, the metric is none of its columns,
    /// or the two have not scored the same prompts.</exception>
    public PairedDifference Compare(string reward, string baseline, Metric metric)
    {
        var (cells, others) = (CellsOf(reward, metric), CellsOf(baseline, metric));
        if (cells.Select(cell => cell.Prompt).Except(others.Select(cell => cell.Prompt), StringComparer.Ordinal)
                .Concat(others.Select(cell => cell.Prompt).Except(cells.Select(cell => cell.Prompt), StringComparer.Ordinal))
                .FirstOrDefault() is { } alone)
        {
            throw new RewardLabException($"{reward} and {baseline} cannot be paired: only one of them has scores of prompt \"{alone}\".");
        }

        var differences = cells.Zip(others)
            .Where(pair => pair.First.HasBothClasses && pair.First[metric] is not null && pair.Second[metric] is not null)
            .Select(pair => pair.First[metric]!.Value - pair.Second[metric]!.Value)
            .ToArray();
        return new PairedDifference(
            reward,
            baseline,
            metric,
            differences.Length == 0 ? null : ConfidenceInterval.OfMean(differences, metric.Range.Differences),
            differences.Count(difference => difference > 0),
            differences.Count(difference => difference == 0),
            differences.Count(difference => difference < 0),
            PairedTest.PValue(differences, metric.Range.Differences, _options.Seed, _options.Permutations));
    }

    private PromptMetrics Put(string reward, PromptMetrics metrics)
    {
        var count = (metrics.ImageCount, metrics.GoodCount);
        if (_counts.TryGetValue(metrics.Prompt, out var known) && known != count)
        {
            throw new RewardLabException(
                $"{reward}, prompt \"{metrics.Prompt}\": {count.GoodCount} of {count.ImageCount} images are good, "
                + $"with another reward {known.Good} of {known.Images}; score the same images.");
        }

        if (_counts.TryAdd(metrics.Prompt, count))
        {
            _prompts.Add(metrics.Prompt);
        }

        if (!_rewards.Contains(reward, StringComparer.Ordinal))
        {
            _rewards.Add(reward);
        }

        _cells.Add((reward, metrics.Prompt), metrics);
        return metrics;
    }

    private List<PromptMetrics> CellsOf(string reward, Metric metric)
    {
        if (!_rewards.Contains(reward, StringComparer.Ordinal))
        {
            throw new RewardLabException($"There are no scores of reward \"{reward}\"; there are those of {string.Join(", ", _rewards)}.");
        }

        if (!Metrics.Contains(metric))
        {
            throw new RewardLabException($"{metric} is not a column of this table: name it in the options' metrics.");
        }

        // In the table's order of prompts, so that two rewards' cells pair up.
        return [.. _prompts.Select(prompt => Cell(reward, prompt)).OfType<PromptMetrics>()];
    }
}
