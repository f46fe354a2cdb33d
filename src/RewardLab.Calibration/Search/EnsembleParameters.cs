namespace RewardLab.Calibration.Search;

/// <summary>How a search changes an ensemble's numbers.</summary>
/// <param name="Read">The numbers that may be changed, such as lambda or weights; none where there is nothing to change.</param>
/// <param name="With">The ensemble with other numbers, each at least 0.</param>
public sealed record EnsembleParameters(
    Func<CalibrationEnsemble, IReadOnlyList<double>> Read,
    Func<CalibrationEnsemble, IReadOnlyList<double>, CalibrationEnsemble> With)
{
    /// <summary>Changes nothing: only scales and temperatures are searched.</summary>
    public static EnsembleParameters None { get; } = new(static _ => [], static (ensemble, _) => ensemble);
}
