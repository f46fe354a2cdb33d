using System.Globalization;

namespace RewardLab.Reports.Curves;

/// <summary>Round numbers along an axis.</summary>
internal static class AxisTicks
{
    /// <summary>Those between two ends, about as many as wanted, with their words.</summary>
    public static IReadOnlyList<(double Value, string Text)> Compute(double low, double high, int wanted)
    {
        var rough = (high - low) / Math.Max(1, wanted);
        if (!(rough > 0) || !double.IsFinite(rough))
        {
            return [];
        }

        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = power * ((rough / power) switch { < 1.4142 => 1, < 3.1623 => 2, < 7.0711 => 5, _ => 10 }); // the nearest by ratio
        return
        [
            .. Enumerable.Range(0, (2 * wanted) + 2)
                .Select(index => (Math.Ceiling(low / step) + index) * step)
                .TakeWhile(value => value <= high + (step * 1e-9))
                .Select(value => (value, Text(value, step))),
        ];
    }

    private static string Text(double value, double step)
    {
        var max = Math.Max(Math.Abs(value), step);
        if (max is >= 1e6 or < 1e-3)
        {
            return Math.Abs(value) < step / 2 ? "0" : value.ToString("0.###e0", CultureInfo.InvariantCulture);
        }

        var decimals = Math.Clamp((int)-Math.Floor(Math.Log10(step) + 1e-9), 0, 8);
        return value.ToString($"F{decimals}", CultureInfo.InvariantCulture) is var text && text.Trim('-', '0', '.').Length == 0 ? "0" : text;
    }
}
