using System.Globalization;

namespace RewardLab.TestSupport;

/// <summary>An event that a component emitted to its run.</summary>
internal sealed record RunEvent(string Kind, IReadOnlyDictionary<string, object?> Data)
{
    /// <summary>A value of the event that is a number, as such.</summary>
    public double Number(string name) => Convert.ToDouble(Data[name], CultureInfo.InvariantCulture);

    /// <summary>The event in one line, without the times that no two runs share: equal for runs that must be alike.</summary>
    public override string ToString() =>
        Kind + " " + string.Join(' ', Data.Where(entry => !IsTime(entry.Key)).Select(entry => $"{entry.Key}={Written(entry.Value)}"));

    private static bool IsTime(string name) => name.EndsWith("Seconds", StringComparison.Ordinal) || name.EndsWith("PerSecond", StringComparison.Ordinal);

    private static string Written(object? value) => value is System.Collections.IEnumerable list and not string
        ? $"[{string.Join(", ", list.Cast<object?>().Select(Written))}]"
        : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
