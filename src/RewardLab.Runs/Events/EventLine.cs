using System.Text.Json;
using System.Text.Json.Serialization;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Events;

/// <summary>The layout of a line of events.jsonl.</summary>
internal static class EventLine
{
    private const string Statistic = "statistic";

    private static readonly JsonSerializerOptions Json = new(RunEvents.Json)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>A line of a record.</summary>
    public static string Write(long sequence, double elapsedSeconds, EventRecord record) => JsonSerializer.Serialize(
        new Line(sequence, elapsedSeconds, RunEvents.SchemaVersion, record.Kind)
        {
            Severity = record.Severity,
            Series = record.Series.Length > 0 ? record.Series : null,
            Position = record.Position,
            Message = record.Message,
            Metrics = record.Metrics.Count > 0 ? [.. record.Metrics.Select(Metric.Of)] : null,
            Data = record.Payload ?? new Dictionary<string, object?>(StringComparer.Ordinal),
        },
        Json);

    /// <summary>The event of a line; null where it is none.</summary>
    public static RunEvent? Read(string text)
    {
        if (JsonSerializer.Deserialize<Line>(text, Json) is not { Kind: not null } line)
        {
            return null;
        }

        var schema = line.Schema ?? 1;
        var data = line.Data is JsonElement { ValueKind: JsonValueKind.Object } values ? values : Empty;
        var item = new RunEvent(line.Sequence, line.ElapsedSeconds, line.Kind, data) { Schema = schema, Line = text };
        return schema < 2 || (line.Severity is null && FormerEvent.Knows(item.Kind)) ? FormerEvent.Read(item)
            : line.Severity is null ? UntypedEvent.Read(item)
            : item with
            {
                Severity = line.Severity.Value,
                Series = line.Series ?? "",
                Position = line.Position,
                Message = line.Message,
                Metrics = [.. (line.Metrics ?? []).Select(metric => metric.ToMetric())],
            };
    }

    private static JsonElement Empty { get; } = JsonSerializer.SerializeToElement(new Dictionary<string, object?>(StringComparer.Ordinal));

    private sealed record Line(long Sequence, double ElapsedSeconds, int? Schema, string Kind)
    {
        public EventSeverity? Severity { get; init; }

        public string? Series { get; init; }

        public EventPosition? Position { get; init; }

        public string? Message { get; init; }

        public IReadOnlyList<Metric>? Metrics { get; init; }

        public object? Data { get; init; }
    }

    // What a metric does not say is left out: a log holds many of them.
    private sealed record Metric(
        string Name,
        double Value,
        string? Unit = null,
        string? Role = null,
        bool? Primary = null,
        double? Lower = null,
        double? Upper = null)
    {
        public static Metric Of(RunMetric metric) => new(
            metric.Name,
            metric.Value,
            metric.Unit.Length > 0 ? metric.Unit : null,
            metric.Role == MetricRole.Statistic ? null : JsonNamingPolicy.CamelCase.ConvertName(metric.Role.ToString()),
            metric.IsPrimary ? true : null,
            metric.Lower,
            metric.Upper);

        // A role of a later version is a statistic here.
        public RunMetric ToMetric() => new(Name, Value)
        {
            Unit = Unit ?? "",
            Role = Enum.TryParse<MetricRole>(Role ?? Statistic, ignoreCase: true, out var role) && Enum.IsDefined(role) ? role : MetricRole.Statistic,
            IsPrimary = Primary ?? false,
            Lower = Lower,
            Upper = Upper,
        };
    }
}
