using System.Runtime.ExceptionServices;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Metrics;
using RewardLab.Evaluation.Statistics;
using RewardLab.Calibration.TextNorms;

namespace RewardLab.Calibration.Search;

/// <summary>Every candidate's metrics on every prompt: all that protocols choose from. Computed once, from raw scores that are there already.</summary>
public sealed class CalibrationTable
{
    private readonly Dictionary<Metric, double?[][]> _values;

    private CalibrationTable(
        IReadOnlyList<CalibrationPrompt> prompts,
        IReadOnlyList<CalibrationCandidate> candidates,
        CalibrationOptions options,
        double[][] criterion,
        Dictionary<Metric, double?[][]> values)
    {
        (Prompts, Candidates, Options, Criterion, _values) = (prompts, candidates, options, criterion, values);
    }

    /// <summary>The prompts that count: those with good images and bad ones.</summary>
    public IReadOnlyList<CalibrationPrompt> Prompts { get; }

    /// <summary>The settings that were tried, in the order of the criterion's rows.</summary>
    public IReadOnlyList<CalibrationCandidate> Candidates { get; }

    /// <summary>What it was computed with.</summary>
    public CalibrationOptions Options { get; }

    /// <summary>The criterion of each candidate on each prompt.</summary>
    internal double[][] Criterion { get; }

    /// <summary>The values that <see cref="CriterionOf"/> can take on any of the prompts. Where a prompt has fewer images than some k, the metrics that are
    /// left there, or the area that stands for
    /// them, may reach further than the mean of all.</summary>
    public ValueRange CriterionRange => Prompts.Any(prompt => Options.Criterion.Any(metric => metric.K > prompt.Labels.Count))
        ? ValueRange.Hull([ValueRange.Share, .. Options.Criterion.Select(metric => metric.Range)])
        : ValueRange.OfMean(Options.Criterion.Select(metric => metric.Range));

    /// <summary>Candidates over temperatures of equation 1.</summary>
    /// <param name="taus">Temperatures, above 0, in units of the reward.</param>
    /// <param name="rewardCount">How many rewards.</param>
    /// <param name="ensembles">Ways to combine them; passed over where there is one reward.</param>
    /// <param name="isShared">Whether rewards share a temperature; otherwise every combination is tried.</param>
    /// <inheritdoc cref="Space(IReadOnlyList{TextNormOptions}, int, IReadOnlyList{CalibrationEnsemble}, bool)" path="/exception"/>
    public static IReadOnlyList<CalibrationCandidate> Space(
        IReadOnlyList<double> taus,
        int rewardCount,
        IReadOnlyList<CalibrationEnsemble> ensembles,
        bool isShared = true)
    {
        ArgumentNullException.ThrowIfNull(taus);
        return Space([.. taus.Select(tau => TextNormOptions.Create(TextNormVariant.Equation1, tau))], rewardCount, ensembles, isShared);
    }

    /// <summary>Candidates over settings of TextNorm that all rewards share and ensembles; with one reward over settings alone.</summary>
    /// <param name="settings">Variants with their scale or temperature; sorted here by variant, then from the softest softmax: by rising scale, by falling
    /// temperature.</param>
    /// <param name="rewardCount">How many rewards.</param>
    /// <param name="ensembles">Ways to combine them; passed over where there is one reward.</param>
    /// <param name="isShared">Whether rewards share a setting; otherwise every combination is tried.</param>
    /// <exception cref="RewardLabException">There is no setting or no ensemble, a scale or temperature is not above 0, or combinations are more than a
    /// million.</exception>
    public static IReadOnlyList<CalibrationCandidate> Space(
        IReadOnlyList<TextNormOptions> settings,
        int rewardCount,
        IReadOnlyList<CalibrationEnsemble> ensembles,
        bool isShared = true)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(ensembles);
        ArgumentOutOfRangeException.ThrowIfLessThan(rewardCount, 1);
        if (settings.Count == 0
            || settings.Any(setting => !(setting.EffectiveValue > 0) || !double.IsFinite(setting.EffectiveValue))
            || (rewardCount > 1 && ensembles.Count == 0))
        {
            throw new RewardLabException("Calibration needs scales or temperatures, all above 0, and for several rewards at least one ensemble.");
        }

        TextNormOptions[] softestFirst =
        [
            .. settings.Distinct().OrderBy(setting => setting.EffectiveVariant)
                .ThenBy(setting => setting.EffectiveVariant == TextNormVariant.MinMax ? setting.EffectiveValue : -setting.EffectiveValue),
        ];
        if (!isShared && Math.Pow(softestFirst.Length, rewardCount) * Math.Max(1, ensembles.Count) > 1e6)
        {
            throw new RewardLabException(
                $"Calibration of {rewardCount} rewards, each with its own setting out of {softestFirst.Length}, has more than a million settings. "
                + "Try fewer values, or share one among the rewards.");
        }

        IEnumerable<TextNormOptions[]> combinations = isShared
            ? softestFirst.Select(setting => Enumerable.Repeat(setting, rewardCount).ToArray())
            : Enumerable.Range(0, rewardCount).Aggregate(
                (IEnumerable<TextNormOptions[]>)[[]],
                (sets, _) => sets.SelectMany(set => softestFirst.Select(setting => (TextNormOptions[])[.. set, setting])));
        return
        [
            .. from chosen in combinations
               from ensemble in rewardCount > 1 ? ensembles : [null!]
               select new CalibrationCandidate(chosen, rewardCount > 1 ? ensemble : null),
        ];
    }

    /// <summary>Computes every candidate on every prompt.</summary>
    /// <param name="prompts">The prompts; those whose labels are all equal are left out.</param>
    /// <param name="candidates">What to try, in order of preference among equals.</param>
    /// <param name="options">Criterion and metrics; the paper's criterion when null.</param>
    /// <param name="cancellationToken">Asked between prompts.</param>
    /// <exception cref="RewardLabException">There is nothing to choose by or from, or grids and labels do not fit.</exception>
    public static CalibrationTable Compute(
        IReadOnlyList<CalibrationPrompt> prompts,
        IReadOnlyList<CalibrationCandidate> candidates,
        CalibrationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new CalibrationOptions();
        OptionsCheck.Require(options, nameof(Calibration));
        CalibrationPrompt[] counted = [.. prompts.Where(prompt => prompt.Labels.HasBothClasses)];
        Require(prompts, counted, candidates, options);

        var criterion = Array.ConvertAll(new int[candidates.Count], _ => new double[counted.Length]);
        var values = options.Reported.Distinct()
            .ToDictionary(metric => metric, _ => Array.ConvertAll(new int[candidates.Count], _ => new double?[counted.Length]));
        try
        {
            Parallel.For(0, counted.Length, new ParallelOptions { CancellationToken = cancellationToken }, Measure);
        }
        catch (AggregateException failures) when (failures.InnerExceptions.OfType<RewardLabException>().FirstOrDefault() is { } failure)
        {
            // Several prompts fail by the same setting: once is enough.
            ExceptionDispatchInfo.Throw(failure);
        }

        return new CalibrationTable(counted, candidates, options, criterion, values);

        void Measure(int index)
        {
            var prompt = counted[index];
            var rows = Rows(prompt, candidates);
            for (var candidate = 0; candidate < candidates.Count; candidate++)
            {
                var scores = Scores(rows, candidates[candidate]);
                criterion[candidate][index] = CriterionOf(scores, prompt.Labels, options.Criterion);
                foreach (var (metric, table) in values)
                {
                    table[candidate][index] = metric.Compute(scores, prompt.Labels);
                }
            }
        }
    }

    /// <summary>A metric of a candidate on a prompt; null where it is undefined.</summary>
    /// <exception cref="KeyNotFoundException">The metric is none of those reported.</exception>
    public double? Value(Metric metric, int candidate, int prompt) => _values[metric][candidate][prompt];

    private static void Require(
        IReadOnlyList<CalibrationPrompt> prompts,
        CalibrationPrompt[] counted,
        IReadOnlyList<CalibrationCandidate> candidates,
        CalibrationOptions options)
    {
        if (counted.Length == 0 || candidates.Count == 0 || options.Criterion.Count == 0)
        {
            throw new RewardLabException(counted.Length == 0
                ? $"Calibration cannot choose: none of {prompts.Count} prompts has both good and bad images."
                : "Calibration needs at least one setting to try and one metric to choose by.");
        }

        var rewards = candidates[0].Settings.Count;
        foreach (var prompt in counted)
        {
            if (prompt.Grids.Count != rewards || prompt.Grids.Any(grid => grid.ImageCount != prompt.Labels.Count || grid.PromptCount < 2))
            {
                throw new RewardLabException(
                    $"Calibration, prompt \"{prompt.Prompt}\": there must be {rewards} grids of {prompt.Labels.Count} "
                    + "images against the prompt and at least one contrastive prompt.");
            }

            if (prompt.ContrastivePrompts is { } texts
                && (prompt.Grids.Any(grid => grid.PromptCount != texts.Count + 1) || ContrastivePromptSet.Create(prompt.Prompt, texts).Count == 0))
            {
                throw new RewardLabException(
                    $"Calibration, prompt \"{prompt.Prompt}\": there must be a column for each of its {texts.Count} contrastive prompts, "
                    + "and one of these must differ from the prompt.");
            }
        }
    }

    /// <summary>What each setting of each reward makes of a prompt's images, [reward][setting].</summary>
    private static Dictionary<TextNormOptions, CalibratedRow>[] Rows(CalibrationPrompt prompt, IReadOnlyList<CalibrationCandidate> candidates)
    {
        var rows = new Dictionary<TextNormOptions, CalibratedRow>[prompt.Grids.Count];
        for (var reward = 0; reward < rows.Length; reward++)
        {
            var leads = new ContrastivePromptLeads(prompt, reward);
            rows[reward] = candidates.Select(candidate => candidate.Settings[reward])
                .Distinct()
                .ToDictionary(setting => setting, setting => Row(leads, setting));
        }

        return rows;
    }

    /// <summary>What orders a prompt's images under a candidate.</summary>
    private static CalibratedRow Row(ContrastivePromptLeads leads, TextNormOptions setting)
    {
        var logOdds = leads.LogOdds(setting);
        return new CalibratedRow(logOdds, leads.OrderKeys(setting, logOdds), setting.EffectiveVariant);
    }

    private static double[] Scores(Dictionary<TextNormOptions, CalibratedRow>[] rows, CalibrationCandidate candidate)
    {
        CalibratedRow[] chosen = [.. rows.Select((row, reward) => row[candidate.Settings[reward]])];
        return candidate.Ensemble is not { } ensemble ? chosen[0].OrderKeys
            : ensemble.Ensemble is ILogOddsEnsemble byLogOdds && Array.Exists(chosen, row => row.IsNearAnEnd) && Array.TrueForAll(chosen, row => row.IsShare)
                ? byLogOdds.CombineLogOdds(Array.ConvertAll(chosen, row => row.LogOdds)).OrderKeys
                : ensemble.Ensemble.Combine(Array.ConvertAll(chosen, row => row.Values));
    }

    /// <summary>What settings are chosen by, on one prompt: the mean of the criterion's metrics.</summary>
    /// <remarks>AP@k of fewer than k images is not a part of it; where that leaves nothing, average precision of all images stands for it.</remarks>
    /// <param name="scores">A score for each image.</param>
    /// <param name="labels">Their labels.</param>
    /// <param name="criterion">The metrics, at least one.</param>
    public static double CriterionOf(ReadOnlySpan<double> scores, LabelSet labels, IReadOnlyList<Metric> criterion)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(criterion);
        Metric[] counted = [.. criterion.Where(metric => !(metric.K > labels.Count))];
        if (counted.Length == 0)
        {
            return RankingMetrics.Auprc(scores, labels.Good);
        }

        if (counted.All(metric => metric is { K: not null, Normalisation: PrecisionNormalisation.Found }))
        {
            return RankingMetrics.MeanAveragePrecisionAt([.. counted.Select(metric => metric.K!.Value)], scores, labels.Good);
        }

        // Where a metric is undefined, as a correlation of constant scores is, the setting tells nothing: the least it could be worth.
        var sum = 0.0;
        foreach (var metric in counted)
        {
            sum += metric.Compute(scores, labels) ?? 0;
        }

        return sum / counted.Length;
    }
}
