using System.Globalization;

namespace RewardLab.Abstractions;

/// <summary>A shortcut for events of a component's own.</summary>
public static class RunExtensions
{
    private static readonly string[] Axes = ["epoch", "step", "iteration", "round", "n", "count"];
    private static readonly string[] TimingEnds = ["Seconds", "PerSecond", "Bytes"];

    /// <summary>Appends an event that is given by its values alone; <see cref="IRun.Emit"/> says more of them.</summary>
    /// <remarks>
    /// The text "name" is the event's series; the first number of "epoch", "step", "iteration", "round", "n" and "count" is its position; a text "message"
    /// makes it a warning; other numbers are metrics without unit, timings where their names end in Seconds, PerSecond or Bytes.
    /// </remarks>
    /// <param name="run">The run.</param>
    /// <param name="kind">What happened, as lower-case words joined by dots, such as "climb.step".</param>
    /// <param name="data">Values: numbers, strings, booleans, and lists and dictionaries of them.</param>
    public static void Emit(this IRun run, string kind, IReadOnlyDictionary<string, object?> data)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrWhiteSpace(kind);
        ArgumentNullException.ThrowIfNull(data);
        var axis = Array.Find(Axes, name => Number(data, name) is not null);
        var message = data.GetValueOrDefault("message") as string;
        run.Emit(new EventRecord(kind)
        {
            Severity = message is null ? EventSeverity.Information : EventSeverity.Warning,
            Series = data.GetValueOrDefault("name") as string ?? "",
            Position = axis is null ? null : new EventPosition(axis, Number(data, axis)!.Value),
            Message = message,
            Metrics = [.. data.Keys.Where(name => name != axis && Number(data, name) is not null).Select(name => Metric(name, Number(data, name)!.Value))],
            Payload = data,
        });
    }

    private static RunMetric Metric(string name, double value) => new(name, value)
    {
        Role = TimingEnds.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ? MetricRole.Timing : MetricRole.Statistic,
    };

    private static double? Number(IReadOnlyDictionary<string, object?> data, string name) =>
        data.GetValueOrDefault(name) is { } value and not Enum && Type.GetTypeCode(value.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal
            ? Convert.ToDouble(value, CultureInfo.InvariantCulture)
            : null;
}
