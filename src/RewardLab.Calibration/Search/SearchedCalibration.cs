namespace RewardLab.Calibration.Search;

/// <summary>What a search between the settings of a grid found.</summary>
/// <param name="Values">The settings that were found: the first by all prompts, the others by all but each fold's.</param>
/// <param name="Protocols">One value for all prompts, and cross-validated.</param>
public sealed record SearchedCalibration(CalibrationTable Values, IReadOnlyList<ProtocolResult> Protocols);
