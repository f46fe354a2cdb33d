using System.Globalization;

namespace RewardLab.Editor.Plots;

/// <summary>A range of values on a number of dots, linear or logarithmic.</summary>
/// <param name="Low">The least.</param>
/// <param name="High">The greatest, above <paramref name="Low"/>.</param>
/// <param name="IsLogarithmic">Whether equal ratios take equal space; <paramref name="Low"/> is then positive.</param>
internal sealed record PlotAxis(double Low, double High, bool IsLogarithmic)
{
    /// <summary>The axis of values; a range of nothing is widened, and a value that is not finite has no place on it.</summary>
    public static PlotAxis Create(IEnumerable<double> values, bool isLogarithmic)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in values)
        {
            if (double.IsFinite(value) && (!isLogarithmic || value > 0))
            {
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
            }
        }

        if (!(low <= high))
        {
            return new PlotAxis(isLogarithmic ? 1 : 0, isLogarithmic ? 10 : 1, isLogarithmic);
        }

        if (low == high)
        {
            var margin = low == 0 ? 1 : Math.Abs(low) * 0.05;
            (low, high) = (low - margin, high + margin);
        }

        return new PlotAxis(low, high, isLogarithmic);
    }

    /// <summary>Where a value lies, 0 to 1; NaN where it has no place.</summary>
    public double Share(double value) => IsLogarithmic
        ? value > 0 ? (Math.Log(value) - Math.Log(Low)) / (Math.Log(High) - Math.Log(Low)) : double.NaN
        : (value - Low) / (High - Low);

    /// <summary>The value at a place, 0 to 1.</summary>
    public double Value(double share) => IsLogarithmic
        ? Math.Exp(Math.Log(Low) + (share * (Math.Log(High) - Math.Log(Low))))
        : Low + (share * (High - Low));

    /// <summary>A value in as few signs as tell it from its neighbours on this axis.</summary>
    public string Label(double value) => Number(value, IsLogarithmic ? Math.Abs(value) / 10 : (High - Low) / 50);

    /// <summary>A number rounded to a resolution.</summary>
    public static string Number(double value, double resolution)
    {
        if (value != 0 && (Math.Abs(value) >= 1e6 || Math.Abs(value) < 1e-4))
        {
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        }

        var digits = resolution > 0 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(resolution)), 0, 6) : 3;
        return value.ToString($"F{digits}", CultureInfo.InvariantCulture);
    }
}
