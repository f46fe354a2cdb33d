using RewardLab.Abstractions;

namespace RewardLab.Calibration.Search;

/// <summary>Looks for settings between those of a grid: pattern search (Hooke and Jeeves, Journal of the ACM 8, 1961) from the grid's best.</summary>
/// <remarks>Rank metrics are flat between the places where two images swap, so that a gradient says nothing; a pattern of steps that are halved whenever none
/// helps does. Scales and temperatures move on a logarithmic scale. In the cross-validated search each fold's setting is searched by the other folds' prompts
/// alone, from the grid's best on those.</remarks>
public sealed class CalibrationSearch
{
    // What TextNorm's options allow.
    private const double MinValue = 1e-6;
    private const double MaxValue = 1e6;

    // Of log10 of the scale or temperature; the grid's own steps are a quarter.
    private const double FirstStep = 0.125;
    private const double LastStep = 0.01;
    private const double NumberStepsPerStep = 0.8;

    private readonly CalibrationTable _grid;
    private readonly EnsembleParameters _parameters;

    /// <summary>A search that starts from a table.</summary>
    /// <param name="grid">Settings that were tried.</param>
    /// <param name="parameters">How the ensemble's numbers are changed; null to search scales and temperatures alone.</param>
    public CalibrationSearch(CalibrationTable grid, EnsembleParameters? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(grid);
        (_grid, _parameters) = (grid, parameters ?? EnsembleParameters.None);
    }

    /// <summary>Searches by all prompts, and for each fold by the others.</summary>
    /// <exception cref="RewardLabException">There are fewer prompts than folds.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public SearchedCalibration Run(CancellationToken cancellationToken = default)
    {
        var options = _grid.Options;
        var folds = CalibrationFolds.Create(_grid.Prompts, options, bySet: false);
        var found = new List<CalibrationCandidate> { Find([.. Enumerable.Range(0, folds.Length)], cancellationToken) };
        for (var fold = 0; fold < options.Folds; fold++)
        {
            found.Add(Find([.. Enumerable.Range(0, folds.Length).Where(prompt => folds[prompt] != fold)], cancellationToken));
        }

        var table = CalibrationTable.Compute(_grid.Prompts, found, options, cancellationToken);
        var protocols = new CalibrationProtocols(table);
        return new SearchedCalibration(
            table,
            [
                protocols.Given("one value, searched", isHonest: false, _ => 0),
                protocols.Given($"{options.Folds}-fold cross-validated, searched", isHonest: true, prompt => 1 + folds[prompt]),
            ]);
    }

    private CalibrationCandidate Find(int[] prompts, CancellationToken cancellationToken)
    {
        CalibrationPrompt[] chosen = [.. prompts.Select(prompt => _grid.Prompts[prompt])];
        var best = Enumerable.Range(0, _grid.Candidates.Count).MaxBy(candidate => prompts.Average(prompt => _grid.Criterion[candidate][prompt]));
        var point = new Point(_grid.Candidates[best], _parameters);
        var value = Value(point.Candidate);
        for (var step = FirstStep; step >= LastStep; step /= 2)
        {
            for (var hasMoved = true; hasMoved;)
            {
                hasMoved = false;
                for (var dimension = 0; dimension < point.DimensionCount; dimension++)
                {
                    foreach (var direction in new[] { 1, -1 })
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        if (point.Moved(dimension, direction * (dimension < point.SettingCount ? step : step * NumberStepsPerStep)) is { } next
                            && Value(next.Candidate) is var other
                            && other > value)
                        {
                            (point, value, hasMoved) = (next, other, true);
                        }
                    }
                }
            }
        }

        return point.Candidate;

        double Value(CalibrationCandidate candidate) =>
            CalibrationTable.Compute(chosen, [candidate], _grid.Options with { Reported = [] }, cancellationToken).Criterion[0].Average();
    }

    // Shared settings move together.
    private sealed class Point(CalibrationCandidate candidate, EnsembleParameters parameters)
    {
        private readonly bool _isShared = candidate.Settings.Distinct().Count() == 1;

        public CalibrationCandidate Candidate => candidate;

        public int SettingCount => _isShared ? 1 : candidate.Settings.Count;

        public int DimensionCount => SettingCount + (candidate.Ensemble is { } ensemble ? parameters.Read(ensemble).Count : 0);

        public Point? Moved(int dimension, double step)
        {
            if (dimension < SettingCount)
            {
                TextNormOptions[] settings =
                [
                    .. candidate.Settings.Select((setting, i) => _isShared || i == dimension
                        ? TextNormOptions.Create(setting.EffectiveVariant, setting.EffectiveValue * Math.Pow(10, step))
                        : setting),
                ];
                return settings.All(setting => setting.EffectiveValue is >= MinValue and <= MaxValue)
                    ? new Point(candidate with { Settings = settings }, parameters)
                    : null;
            }

            double[] numbers = [.. parameters.Read(candidate.Ensemble!)];
            numbers[dimension - SettingCount] += step;
            return numbers[dimension - SettingCount] < 0 || numbers.All(number => number == 0)
                ? null
                : new Point(candidate with { Ensemble = parameters.With(candidate.Ensemble!, numbers) }, parameters);
        }
    }
}
