using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Tables;

namespace RewardLab.Evaluation.Tia2;

/// <summary>The paper's tables, rebuilt from the per-prompt results it released.</summary>
public static class PublishedEvaluation
{
    /// <summary>The calibrated ensemble's name in tables; in the files it is textnorm_ur (uncertainty-regularised), for composition textnorm_mean.</summary>
    public const string TextNorm = "TextNorm";

    // In the order of the paper's table.
    private static readonly (string Key, string Name)[] Names =
        [
            ("clip", "CLIP"), ("blip2", "BLIP-2"), ("imagereward", "ImageReward"), ("pickscore", "PickScore"), ("textnorm_ur", TextNorm),
            ("textnorm_mean", TextNorm),
        ];

    // The authors' own files, on the prompts of their experiments.
    private static readonly (string Key, string Name)[] AuthorsNames =
        [
            ("ir_softmax_best", "TextNorm(ImageReward)"), ("ps_softmax_best", "TextNorm(PickScore)"), ("mean_best", "TextNorm, mean"),
            ("uw_best", "TextNorm, mean - lambda variance"),
        ];

    /// <summary>TextNorm's rows of single rewards and ensembles, with the raw reward each belongs beside; null for the ensembles.</summary>
    public static IReadOnlyList<(string Name, string? Raw)> AuthorsRows { get; } =
    [
        ("TextNorm(ImageReward)", "ImageReward"), ("TextNorm(PickScore)", "PickScore"), ("TextNorm, mean", null), ("TextNorm, mean - lambda variance", null),
    ];

    /// <summary>The prompts of the authors' experiments: raw ImageReward and PickScore of the released scores, and the authors' own rows of TextNorm.</summary>
    /// <param name="authors">What their own file holds of one set.</param>
    /// <param name="released">The released scores of that set.</param>
    /// <param name="options">Columns, intervals and tests; all seven metrics when null.</param>
    /// <exception cref="RewardLabException">A prompt is none of the set's scored ones, has another share of good images there, or lacks a reward.</exception>
    public static EvaluationTable OfAuthors(IReadOnlyList<PublishedScores> authors, IReadOnlyList<PublishedScores> released, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(authors);
        ArgumentNullException.ThrowIfNull(released);
        var table = new EvaluationTable(options ?? new EvaluationOptions { Metrics = Metric.All });
        var known = released.ToDictionary(scores => scores.Prompt, StringComparer.Ordinal);
        foreach (var prompt in authors)
        {
            if (!known.TryGetValue(prompt.Prompt, out var raw))
            {
                throw new RewardLabException(
                    $"\"{prompt.Prompt}\": the authors' file has this prompt, and the released scores of the set do not; "
                    + "the two belong to different sets, or one was changed.");
            }

            if (Math.Abs(raw.GoodShare - prompt.GoodShare) > 1e-6)
            {
                throw new RewardLabException(
                    $"\"{prompt.Prompt}\": \"human\" is {prompt.GoodShare} in the authors' file and {raw.GoodShare} in the released scores; one was changed.");
            }

            foreach (var (key, name) in Names.Where(entry => AuthorsRows.Any(row => row.Raw == entry.Name)))
            {
                Add(table, raw, name, [key]);
            }

            foreach (var (key, name) in AuthorsNames)
            {
                Add(table, prompt, name, [key]);
            }
        }

        return table;
    }

    /// <summary>How often each setting was chosen, the most frequent first.</summary>
    /// <param name="authors">What the authors' own file holds of one set.</param>
    /// <param name="key">A reward of that file, such as "uw_best".</param>
    /// <param name="setting">The setting of a reward.</param>
    public static IReadOnlyList<(double Value, int Count)> Settings(IEnumerable<PublishedScores> authors, string key, Func<PublishedReward, double?> setting) =>
        [.. authors.Select(scores => setting(scores.Rewards[key]))
            .OfType<double>()
            .GroupBy(value => value)
            .Select(group => (group.Key, group.Count()))
            .OrderByDescending(entry => entry.Item2)
            .ThenBy(entry => entry.Key)];

    /// <summary>A table over one set, or over several pooled: every scored prompt counts once.</summary>
    /// <param name="scores">The scores of each set; prompts must differ.</param>
    /// <param name="options">Columns, intervals and tests; all seven metrics when null.</param>
    /// <exception cref="RewardLabException">A prompt lacks one of the five rewards or comes twice, or a share of good images is none.</exception>
    public static EvaluationTable Compute(IEnumerable<PublishedScores> scores, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var table = new EvaluationTable(options ?? new EvaluationOptions { Metrics = Metric.All });
        foreach (var prompt in scores)
        {
            foreach (var name in Names.Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
            {
                Add(table, prompt, name, [.. Names.Where(entry => entry.Name == name).Select(entry => entry.Key)]);
            }
        }

        return table;
    }

    private static void Add(EvaluationTable table, PublishedScores prompt, string name, string[] keys)
    {
        var good = prompt.GoodShare * Tia2Set.ImagesPerPrompt;
        if (Math.Abs(good - Math.Round(good)) > 1e-6 || good < 0 || good > Tia2Set.ImagesPerPrompt)
        {
            throw new RewardLabException($"\"{prompt.Prompt}\": \"human\" is {prompt.GoodShare}, which is not a share of {Tia2Set.ImagesPerPrompt} images.");
        }

        var reward = keys.Select(prompt.Rewards.GetValueOrDefault).FirstOrDefault(found => found is not null)
            ?? throw new RewardLabException($"\"{prompt.Prompt}\": there are no scores of {string.Join(" or ", keys)}.");
        table.Add(name, PromptMetrics.Create(prompt.Prompt, Tia2Set.ImagesPerPrompt, (int)Math.Round(good), reward.Values));
    }
}
