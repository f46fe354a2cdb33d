using RewardLab.Abstractions;
using RewardLab.Calibration.Search;

namespace RewardLab.Hosting.Recipes;

/// <summary>What <see cref="Lab.Evaluate"/>.Calibrate tries.</summary>
public sealed record CalibrateOptions
{
    /// <summary>Scales of min-max to try, above 0. Default: 13 from 0.1 to 100 where there are no <see cref="Taus"/>.
    /// Where both are given, the two variants compete.</summary>
    public IReadOnlyList<double>? Scales { get; init; }

    /// <summary>Temperatures of equation 1 to try, above 0. Default: none, or 17 from 0.01 to 100 where the variant asks for temperatures.</summary>
    public IReadOnlyList<double>? Taus { get; init; }

    /// <summary>Which TextNorm, where its usual values are to be tried. Default: what taus and scales say, and min-max where there are none.</summary>
    public TextNormVariant? Variant { get; init; }

    /// <summary>For several rewards, ids and options of ensembles to try. Default:
    /// the mean, and the mean minus lambda times variance with the paper's lambdas.</summary>
    public IReadOnlyList<ComponentReference>? Ensembles { get; init; }

    /// <summary>Whether rewards share one scale or temperature; otherwise each gets its own. Default true.</summary>
    public bool SharesTau { get; init; } = true;

    /// <summary>Whether scales, temperatures, lambda and weights are searched between the grid's values too. Default false.</summary>
    public bool Searches { get; init; }

    /// <summary>Criterion and folds. Default: the paper's criterion, five folds, and the run's seed.</summary>
    public CalibrationOptions? Search { get; init; }
}
