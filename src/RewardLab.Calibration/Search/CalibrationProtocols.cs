using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Calibration.Search;

/// <summary>Ways to choose settings, side by side: from one value for all to one for each prompt.</summary>
/// <remarks>
/// "One value" and "one value per split" see the labels of the prompts that they are scored on, but choose one number by many prompts. Cross-validation
/// and leave-one-out choose by other prompts than they score: what a user may expect of a new prompt. The per-prompt oracle chooses by the very labels that
/// score it: an upper bound, and what the paper's released numbers are.
/// </remarks>
public sealed class CalibrationProtocols
{
    private readonly CalibrationTable _table;

    /// <summary>Protocols over a table.</summary>
    public CalibrationProtocols(CalibrationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        _table = table;
    }

    private int PromptCount => _table.Prompts.Count;

    /// <summary>One value for all prompts.</summary>
    public ProtocolResult Global()
    {
        var best = Best(Enumerable.Range(0, PromptCount));
        return Result("one value", isHonest: false, _ => best);
    }

    /// <summary>One value for each set.</summary>
    public ProtocolResult PerSet()
    {
        var best = Enumerable.Range(0, PromptCount).GroupBy(Set).ToDictionary(set => set.Key, set => Best(set), StringComparer.Ordinal);
        return Result("one value per split", isHonest: false, prompt => best[Set(prompt)]);
    }

    /// <summary>One value for all, chosen on the prompts of the other folds.</summary>
    /// <exception cref="RewardLabException">There are fewer prompts than folds.</exception>
    public ProtocolResult CrossValidated() => Folded($"{_table.Options.Folds}-fold cross-validated", bySet: false);

    /// <summary>One value for each set, chosen on the set's prompts of the other folds.</summary>
    /// <exception cref="RewardLabException">A set has fewer prompts than folds.</exception>
    public ProtocolResult CrossValidatedPerSet() => Folded($"{_table.Options.Folds}-fold cross-validated, one value per split", bySet: true);

    /// <summary>One value for all, chosen on all prompts but the one that it scores.</summary>
    /// <exception cref="RewardLabException">There is one prompt.</exception>
    public ProtocolResult LeaveOneOut()
    {
        if (PromptCount < 2)
        {
            throw new RewardLabException("Leave-one-out calibration needs at least two prompts.");
        }

        // The sums over all prompts less one prompt's own: no choice is computed from nothing.
        var sums = Array.ConvertAll(_table.Criterion, row => row.Sum());
        return Result(
            "leave one prompt out", isHonest: true, prompt => First(candidate => (sums[candidate] - _table.Criterion[candidate][prompt]) / (PromptCount - 1)));
    }

    /// <summary>The best value for each prompt, by the labels that score it.</summary>
    public ProtocolResult Oracle() =>
        Result("oracle of each prompt (sees the labels)", isHonest: false, prompt => First(candidate => _table.Criterion[candidate][prompt], asGood: 0));

    /// <summary>All of them; those of sets where there are several.</summary>
    public IReadOnlyList<ProtocolResult> All()
    {
        var hasSets = _table.Prompts.Select(prompt => prompt.Set).Distinct(StringComparer.Ordinal).Count() > 1;
        return hasSets
            ? [Global(), PerSet(), CrossValidated(), CrossValidatedPerSet(), LeaveOneOut(), Oracle()]
            : [Global(), CrossValidated(), LeaveOneOut(), Oracle()];
    }

    /// <summary>How much the oracle promises beyond what cross-validation delivers, by the criterion, paired by prompt.</summary>
    public ConfidenceInterval Optimism(ProtocolResult honest, ProtocolResult oracle)
    {
        ArgumentNullException.ThrowIfNull(honest);
        ArgumentNullException.ThrowIfNull(oracle);
        return ConfidenceInterval.OfMean(
            [
                .. Enumerable.Range(0, PromptCount)
                    .Select(prompt => _table.Criterion[oracle.Choices[prompt]][prompt] - _table.Criterion[honest.Choices[prompt]][prompt]),
            ], _table.CriterionRange.Differences);
    }

    /// <summary>Choices that were made elsewhere.</summary>
    internal ProtocolResult Given(string name, bool isHonest, Func<int, int> choose) => Result(name, isHonest, choose);

    private ProtocolResult Folded(string name, bool bySet)
    {
        var folds = CalibrationFolds.Create(_table.Prompts, _table.Options, bySet);
        var best = Enumerable.Range(0, PromptCount).GroupBy(prompt => (Fold: folds[prompt], Set: bySet ? Set(prompt) : "")).ToDictionary(
            group => group.Key,
            group => Best(Enumerable.Range(0, PromptCount).Where(prompt => folds[prompt] != group.Key.Fold && (!bySet || Set(prompt) == group.Key.Set))));
        return Result(name, isHonest: true, prompt => best[(folds[prompt], bySet ? Set(prompt) : "")]);
    }

    private string Set(int prompt) => _table.Prompts[prompt].Set;

    private int Best(IEnumerable<int> prompts)
    {
        int[] chosen = [.. prompts];
        return First(candidate => chosen.Average(prompt => _table.Criterion[candidate][prompt]));
    }

    /// <summary>The first candidate that is as good as the best.</summary>
    private int First(Func<int, double> criterion, double? asGood = null)
    {
        var values = Enumerable.Range(0, _table.Candidates.Count).Select(criterion).ToArray();
        var min = values.Max() - (asGood ?? _table.Options.AsGood);
        return Array.FindIndex(values, value => value >= min);
    }

    private ProtocolResult Result(string name, bool isHonest, Func<int, int> choose)
    {
        int[] choices = [.. Enumerable.Range(0, PromptCount).Select(choose)];
        return new ProtocolResult(
            name,
            isHonest,
            choices,
            ConfidenceInterval.OfMean([.. choices.Select((candidate, prompt) => _table.Criterion[candidate][prompt])], _table.CriterionRange),
            _table.Options.Reported.Distinct().ToDictionary(metric => metric, metric =>
            {
                double[] values = [.. choices.Select((candidate, prompt) => _table.Value(metric, candidate, prompt)).OfType<double>()];
                return values.Length == 0 ? null : ConfidenceInterval.OfMean(values, metric.Range);
            }));
    }
}
