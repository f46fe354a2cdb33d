using System.Globalization;

namespace RewardLab.Editor.Inspector;

/// <summary>The next value of a field: the other of two, the next of some, a step of a number.</summary>
internal static class FieldStep
{
    private const int StepsOfARange = 20;

    /// <summary>The value a step away; null where there is none.</summary>
    /// <param name="field">The field.</param>
    /// <param name="direction">1 or -1.</param>
    public static string? Compute(Field field, int direction) => field.Kind switch
    {
        FieldKind.Flag => field.Text == "true" ? "false" : "true",
        FieldKind.Choice when field.Choices.Count > 0 => field.Choices[(Index(field) + direction + field.Choices.Count) % field.Choices.Count],
        FieldKind.Number => Number(field, direction),
        _ => null,
    };

    private static int Index(Field field) => Math.Max(0, field.Choices.ToList().IndexOf(field.Text));

    // A whole number goes by one, or by a twentieth of a wide range; another by a step of its own size that reads well.
    private static string? Number(Field field, int direction)
    {
        if (!double.TryParse(field.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        var range = field is { Minimum: { } low, Maximum: { } high } && high - low < 1e6 ? high - low : (double?)null;
        var step = field.IsWhole
            ? 1
            : range is { } wide && wide <= 1000 * Math.Max(Math.Abs(value), wide / 1000)
                ? RoundStep(Math.Min(wide / StepsOfARange, Math.Max(Math.Abs(value) / 5, wide / 1e6)))
                : RoundStep(Math.Max(Math.Abs(value) / 5, 1e-12));
        var next = Math.Clamp(value + (direction * step), field.Minimum ?? double.MinValue, field.Maximum ?? double.MaxValue);
        var digits = Math.Clamp((int)Math.Ceiling(-Math.Log10(step)), 0, 15);
        return field.IsWhole
            ? Math.Round(next).ToString("0", CultureInfo.InvariantCulture)
            : Math.Round(next, digits).ToString("R", CultureInfo.InvariantCulture);
    }

    private static double RoundStep(double step)
    {
        var size = Math.Pow(10, Math.Floor(Math.Log10(step)));
        return (step / size) switch { >= 5 => 5 * size, >= 2 => 2 * size, _ => size };
    }
}
