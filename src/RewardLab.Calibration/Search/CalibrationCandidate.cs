using System.Globalization;
using RewardLab.Abstractions;

namespace RewardLab.Calibration.Search;

/// <summary>One setting that calibration tries.</summary>
/// <param name="Settings">TextNorm's variant and its scale or temperature, for each reward.</param>
/// <param name="Ensemble">How the rewards are combined; null where there is one.</param>
public sealed record CalibrationCandidate(IReadOnlyList<TextNormOptions> Settings, CalibrationEnsemble? Ensemble)
{
    /// <summary>Min-max's scale or the temperature, for each reward.</summary>
    public IReadOnlyList<double> Values => [.. Settings.Select(setting => setting.EffectiveValue)];

    /// <summary>The setting in words, such as "tau 0.3, mean" or "min-max, scale 10".</summary>
    public override string ToString()
    {
        var first = Settings[0];
        var isOneVariant = Settings.All(setting => setting.EffectiveVariant == first.EffectiveVariant);
        var words = Settings.All(setting => setting == first) ? [Words(first)]
            : isOneVariant ? [Words(first), .. Settings.Skip(1).Select(setting => setting.EffectiveValue.ToString("G4", CultureInfo.InvariantCulture))]
            : Settings.Select(Words);
        return $"{string.Join(" / ", words)}{(Ensemble is null ? "" : $", {Ensemble.Name}")}";
    }

    // Equation 1 is what a temperature alone means.
    private static string Words(TextNormOptions setting) =>
        setting.EffectiveVariant == TextNormVariant.Equation1
            ? $"tau {setting.EffectiveValue.ToString("G4", CultureInfo.InvariantCulture)}"
            : setting.Describe();
}
