using System.Globalization;

namespace RewardLab.Runs.Store;

/// <summary>Parameters' values as text.</summary>
public static class ParameterText
{
    /// <summary>A value as --set takes it: "true", "0.05", "toybox".</summary>
    public static string Format(object? value) => value is bool flag ? (flag ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
