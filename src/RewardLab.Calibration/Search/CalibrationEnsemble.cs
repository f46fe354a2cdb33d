using RewardLab.Abstractions;

namespace RewardLab.Calibration.Search;

/// <summary>A way to combine calibrated rewards that calibration tries.</summary>
/// <param name="Name">Its name in tables, such as "uncertainty, lambda 0.5".</param>
/// <param name="Reference">How a preset names it.</param>
/// <param name="Ensemble">The ensemble.</param>
public sealed record CalibrationEnsemble(string Name, ComponentReference Reference, IEnsemble Ensemble);
