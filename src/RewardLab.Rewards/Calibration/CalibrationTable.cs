using System.Numerics.Tensors;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Metrics;

namespace RewardLab.Rewards.Calibration;

/// <summary>Every candidate's metrics on every prompt: all that protocols choose from. Computed once, from raw scores that are there already.</summary>
public sealed class CalibrationTable
{
    private readonly Dictionary<Metric, double?[][]> _values;

    private CalibrationTable(IReadOnlyList<CalibrationPrompt> prompts, IReadOnlyList<CalibrationCandidate> candidates, CalibrationOptions options, double[][] criterion, Dictionary<Metric, double?[][]> values)
    {
        (Prompts, Candidates, Options, Criterion, _values) = (prompts, candidates, options, criterion, values);
    }

    /// <summary>The prompts that count: those with good pictures and bad ones.</summary>
    public IReadOnlyList<CalibrationPrompt> Prompts { get; }

    /// <summary>What is tried.</summary>
    public IReadOnlyList<CalibrationCandidate> Candidates { get; }

    /// <summary>What it was computed with.</summary>
    public CalibrationOptions Options { get; }

    /// <summary>The criterion of each candidate on each prompt.</summary>
    internal double[][] Criterion { get; }

    /// <summary>Candidates over temperatures that all rewards share and ensembles; with one reward over temperatures alone.</summary>
    /// <param name="taus">Temperatures, above 0; sorted here from the largest.</param>
    /// <param name="rewardCount">How many rewards.</param>
    /// <param name="ensembles">Ways to combine them; passed over where there is one reward.</param>
    /// <param name="isShared">Whether rewards share a temperature; otherwise every combination is tried.</param>
    /// <exception cref="RewardLabException">There is no temperature or no ensemble, one is not above 0, or combinations are more than a million.</exception>
    public static IReadOnlyList<CalibrationCandidate> Space(IReadOnlyList<double> taus, int rewardCount, IReadOnlyList<CalibrationEnsemble> ensembles, bool isShared = true)
    {
        ArgumentNullException.ThrowIfNull(taus);
        ArgumentNullException.ThrowIfNull(ensembles);
        ArgumentOutOfRangeException.ThrowIfLessThan(rewardCount, 1);
        if (taus.Count == 0 || taus.Any(tau => !(tau > 0) || !double.IsFinite(tau)) || (rewardCount > 1 && ensembles.Count == 0))
        {
            throw new RewardLabException("Calibration needs temperatures, all above 0, and for several rewards at least one ensemble.");
        }

        double[] falling = [.. taus.Distinct().OrderDescending()];
        if (!isShared && Math.Pow(falling.Length, rewardCount) * Math.Max(1, ensembles.Count) > 1e6)
        {
            throw new RewardLabException($"Calibration of {rewardCount} rewards, each with a temperature of its own out of {falling.Length}, has more than a million settings; try fewer temperatures, or share one.");
        }

        IEnumerable<double[]> temperatures = isShared
            ? falling.Select(tau => Enumerable.Repeat(tau, rewardCount).ToArray())
            : Enumerable.Range(0, rewardCount).Aggregate((IEnumerable<double[]>)[[]], (sets, _) => sets.SelectMany(set => falling.Select(tau => (double[])[.. set, tau])));
        return
        [
            .. from chosen in temperatures
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
        IReadOnlyList<CalibrationPrompt> prompts, IReadOnlyList<CalibrationCandidate> candidates, CalibrationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(candidates);
        options ??= new CalibrationOptions();
        OptionsCheck.Require(options, nameof(Calibration));
        CalibrationPrompt[] counted = [.. prompts.Where(prompt => prompt.Labels.HasBothClasses)];
        Require(prompts, counted, candidates, options);

        var criterion = Array.ConvertAll(new int[candidates.Count], _ => new double[counted.Length]);
        var values = options.Reported.Distinct().ToDictionary(metric => metric, _ => Array.ConvertAll(new int[candidates.Count], _ => new double?[counted.Length]));
        Parallel.For(0, counted.Length, new ParallelOptions { CancellationToken = cancellationToken }, index =>
        {
            var prompt = counted[index];
            var shares = Shares(prompt, candidates, options.Form);
            for (var candidate = 0; candidate < candidates.Count; candidate++)
            {
                var scores = Scores(shares, candidates[candidate]);
                criterion[candidate][index] = CriterionOf(scores, prompt, options.Criterion);
                foreach (var (metric, table) in values)
                {
                    table[candidate][index] = metric.Compute(scores, prompt.Labels);
                }
            }
        });
        return new CalibrationTable(counted, candidates, options, criterion, values);
    }

    /// <summary>A metric of a candidate on a prompt; null where it is undefined.</summary>
    /// <exception cref="KeyNotFoundException">The metric is none of those reported.</exception>
    public double? Value(Metric metric, int candidate, int prompt) => _values[metric][candidate][prompt];

    private static void Require(IReadOnlyList<CalibrationPrompt> prompts, CalibrationPrompt[] counted, IReadOnlyList<CalibrationCandidate> candidates, CalibrationOptions options)
    {
        if (counted.Length == 0 || candidates.Count == 0 || options.Criterion.Count == 0)
        {
            throw new RewardLabException(counted.Length == 0
                ? $"Calibration has nothing to choose by: of {prompts.Count} prompts none has good pictures and bad ones."
                : "Calibration needs a setting to try, and a metric to choose by.");
        }

        var rewards = candidates[0].Taus.Count;
        foreach (var prompt in counted)
        {
            if (prompt.Grids.Count != rewards || prompt.Grids.Any(grid => grid.ImageCount != prompt.Labels.Count || grid.PromptCount < 2))
            {
                throw new RewardLabException($"Calibration, prompt \"{prompt.Prompt}\": there must be {rewards} grids of {prompt.Labels.Count} pictures against the prompt and at least one contrastive prompt.");
            }
        }
    }

    /// <summary>Shares of each reward and temperature, [reward][tau] to pictures.</summary>
    private static Dictionary<double, float[]>[] Shares(CalibrationPrompt prompt, IReadOnlyList<CalibrationCandidate> candidates, TextNormForm form)
    {
        var shares = new Dictionary<double, float[]>[prompt.Grids.Count];
        for (var reward = 0; reward < shares.Length; reward++)
        {
            var grid = prompt.Grids[reward];
            var leads = new double[grid.ImageCount * (grid.PromptCount - 1)]; // of each contrast over the prompt
            for (var image = 0; image < grid.ImageCount; image++)
            {
                var row = grid.Row(image);
                for (var contrast = 1; contrast < row.Length; contrast++)
                {
                    leads[(image * (row.Length - 1)) + contrast - 1] = (double)row[contrast] - row[0];
                }
            }

            shares[reward] = candidates.Select(candidate => candidate.Taus[reward]).Distinct().ToDictionary(tau => tau, tau => form == TextNormForm.Share ? SharesAt(leads, grid.ImageCount, tau) : LogitDifferencesAt(leads, grid.ImageCount, tau));
        }

        return shares;
    }

    /// <summary>1 / (1 + sum of exp(lead / tau)): the softmax's own share. A lead beyond all bounds makes the sum infinite and the share 0, as it should.</summary>
    private static float[] SharesAt(double[] leads, int imageCount, double tau)
    {
        var terms = new double[leads.Length];
        TensorPrimitives.Divide(leads, tau, terms);
        TensorPrimitives.Exp<double>(terms, terms);
        var shares = new float[imageCount];
        var width = leads.Length / imageCount;
        for (var image = 0; image < imageCount; image++)
        {
            shares[image] = (float)(1 / (1 + TensorPrimitives.Sum<double>(terms.AsSpan(image * width, width))));
        }

        return shares;
    }

    /// <summary>-log of the sum of exp(lead / tau), the largest lead of each picture taken out first.</summary>
    private static float[] LogitDifferencesAt(double[] leads, int imageCount, double tau)
    {
        var differences = new float[imageCount];
        var width = leads.Length / imageCount;
        var terms = new double[width];
        for (var image = 0; image < imageCount; image++)
        {
            var row = leads.AsSpan(image * width, width);
            var highest = TensorPrimitives.Max<double>(row);
            TensorPrimitives.Subtract(row, highest, terms);
            TensorPrimitives.Divide(terms, tau, terms);
            TensorPrimitives.Exp<double>(terms, terms);
            differences[image] = (float)(-(highest / tau) - Math.Log(TensorPrimitives.Sum<double>(terms)));
        }

        return differences;
    }

    private static double[] Scores(Dictionary<double, float[]>[] shares, CalibrationCandidate candidate)
    {
        var rows = new float[shares.Length][];
        for (var reward = 0; reward < rows.Length; reward++)
        {
            rows[reward] = shares[reward][candidate.Taus[reward]];
        }

        return Array.ConvertAll(candidate.Ensemble?.Ensemble.Combine(rows) ?? rows[0], score => (double)score);
    }

    private static double CriterionOf(double[] scores, CalibrationPrompt prompt, IReadOnlyList<Metric> criterion)
    {
        if (criterion.All(metric => metric.K is not null))
        {
            return RankingMetrics.MeanAveragePrecisionAt([.. criterion.Select(metric => metric.K!.Value)], scores, prompt.Labels.Good);
        }

        // Where a metric is undefined, as a correlation of constant scores is, the setting tells nothing: the least it could be worth.
        return criterion.Average(metric => metric.Compute(scores, prompt.Labels) ?? 0);
    }
}
