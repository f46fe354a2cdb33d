namespace RewardLab.Editor.Inspector;

/// <summary>Where a number lies in its range, from 0 to 1: in proportion, or by its powers of ten where the range spans several.</summary>
internal static class NumberScale
{
    private const double ManyTimes = 100;

    // Ranges that begin at 0 show this many powers of ten below their end.
    private const double SpanFromZero = 1e6;

    /// <summary>Whether a field's range is shown by powers of ten.</summary>
    public static bool IsLogarithmic(Field field) => field is { Minimum: { } low, Maximum: { } high } && low >= 0 && high > low
        && (low > 0 ? high / low >= 10 * ManyTimes
            : double.TryParse(field.Default, System.Globalization.CultureInfo.InvariantCulture, out var usual) && usual > 0 ? high / usual >= ManyTimes
            : high >= 10 * ManyTimes);

    /// <summary>The place of a number; null where the field has no range, or the number is outside it.</summary>
    public static double? Place(Field field, double value)
    {
        if (field is not { Minimum: { } low, Maximum: { } high } || high <= low || value < low || value > high)
        {
            return null;
        }

        var unit = Unit(field);
        return IsLogarithmic(field) ? Math.Log((value + unit) / (low + unit)) / Math.Log((high + unit) / (low + unit)) : (value - low) / (high - low);
    }

    /// <summary>The number at a place, in steps that suit the range.</summary>
    public static double Value(Field field, double place)
    {
        var (low, high, unit) = (field.Minimum!.Value, field.Maximum!.Value, Unit(field));
        if (!IsLogarithmic(field))
        {
            return Math.Round(low + ((high - low) * place), field.IsWhole ? 0 : Math.Clamp((int)Math.Ceiling(2 - Math.Log10(high - low)), 0, 15));
        }

        // Two digits: more would be as far apart as a cell of the bar is wide.
        var value = place <= 0 ? low : place >= 1 ? high : ((low + unit) * Math.Pow((high + unit) / (low + unit), place)) - unit;
        if (place <= 0 || place >= 1 || value <= 0)
        {
            return value;
        }

        var digit = Math.Pow(10, Math.Floor(Math.Log10(value)) - 1);
        var rounded = field.IsWhole ? Math.Round(Math.Round(value / digit) * digit) : Math.Round(Math.Round(value / digit) * digit, 15);
        return Math.Clamp(rounded, low, high);
    }

    // What makes a range that begins at 0 one of powers of ten.
    private static double Unit(Field field) => field.Minimum > 0 ? 0 : field.IsWhole ? 1 : field.Maximum!.Value / SpanFromZero;
}
