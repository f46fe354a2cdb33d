using System.Globalization;

namespace RewardLab.Rewards.Calibration;

/// <summary>One setting that calibration tries.</summary>
/// <param name="Taus">A temperature for each reward, in units of the reward.</param>
/// <param name="Ensemble">How the rewards are combined; null where there is one.</param>
public sealed record CalibrationCandidate(IReadOnlyList<double> Taus, CalibrationEnsemble? Ensemble)
{
    /// <summary>The setting in words, such as "tau 0.3, mean".</summary>
    public override string ToString()
    {
        var taus = Taus.Distinct().Select(tau => tau.ToString("G4", CultureInfo.InvariantCulture));
        return $"tau {string.Join(" / ", Taus.Distinct().Count() == 1 ? taus : Taus.Select(tau => tau.ToString("G4", CultureInfo.InvariantCulture)))}{(Ensemble is null ? "" : $", {Ensemble.Name}")}";
    }
}
