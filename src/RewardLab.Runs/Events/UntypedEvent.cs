using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Events;

/// <summary>Events that an earlier version wrote as values alone, read by the rules of
/// <see cref="RunExtensions.Emit(IRun, string, IReadOnlyDictionary{string, object})"/>.</summary>
internal static class UntypedEvent
{
    private static readonly string[] Axes = ["epoch", "step", "iteration", "round", "n", "count"];
    private static readonly string[] TimingEnds = ["Seconds", "PerSecond", "Bytes"];

    /// <summary>Whether a value measures the machine rather than the model, by its name.</summary>
    public static bool IsTiming(string name) => TimingEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads series, position, message and metrics from an event's values.</summary>
    public static RunEvent Read(RunEvent item)
    {
        var position = PositionOf(item.Data);
        var message = Text(item.Data, "message");
        return item with
        {
            Severity = message is not null && item.Kind != EventKinds.Log ? EventSeverity.Warning : EventSeverity.Information,
            Series = Text(item.Data, "name") ?? "",
            Position = position,
            Message = message,
            Metrics = [.. Numbers(item.Data).Where(value => value.Name != position?.Axis).Select(value => Metric(value.Name, value.Value))],
        };
    }

    /// <summary>A value that is a text; null where there is none of that name.</summary>
    public static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The values that are numbers.</summary>
    public static IEnumerable<(string Name, double Value)> Numbers(JsonElement data)
    {
        foreach (var value in data.EnumerateObject())
        {
            if (value.Value.ValueKind == JsonValueKind.Number && value.Value.TryGetDouble(out var number))
            {
                yield return (value.Name, number);
            }
        }
    }

    private static RunMetric Metric(string name, double value) => new(name, value) { Role = IsTiming(name) ? MetricRole.Timing : MetricRole.Statistic };

    private static EventPosition? PositionOf(JsonElement data)
    {
        foreach (var axis in Axes)
        {
            if (data.TryGetProperty(axis, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var x))
            {
                return new EventPosition(axis, x);
            }
        }

        return null;
    }
}
