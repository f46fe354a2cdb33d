using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Events;

/// <summary>One line of events.jsonl, of this version or a former one.</summary>
/// <param name="Sequence">0, 1, 2, ... within the run.</param>
/// <param name="ElapsedSeconds">Since the start of the run.</param>
/// <param name="Kind">What happened, such as <see cref="EventKinds.RunCompleted"/>.</param>
/// <param name="Data">An object with the event's other values: the payload of a record, or all values of an event that was emitted as values alone.</param>
public sealed record RunEvent(long Sequence, double ElapsedSeconds, string Kind, JsonElement Data)
{
    /// <summary>The version of the layout in which the line is written, from 1; <see cref="RunEvents.SchemaVersion"/> today.</summary>
    public int Schema { get; init; } = RunEvents.SchemaVersion;

    /// <summary>How much it matters to the user.</summary>
    public EventSeverity Severity { get; init; }

    /// <summary>What in the run it belongs to; empty where it does not say.</summary>
    public string Series { get; init; } = "";

    /// <summary>Where in its series it stands; null where it does not say.</summary>
    public EventPosition? Position { get; init; }

    /// <summary>One line for the user; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>What was measured.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; init; } = [];

    /// <summary>The message with the name that it goes by in logs; null where there is no message.</summary>
    public string? MessageLine => Message is null ? null : Kind == EventKinds.Log ? Message : $"{(Series.Length > 0 ? Series : Kind)}: {Message}";

    /// <summary>The line as the file holds it.</summary>
    internal string Line { get; init; } = "";

    /// <summary>The payload as the type that its kind has.</summary>
    /// <typeparam name="T">A record whose properties are the payload's, such as <see cref="RunEndedPayload"/>.</typeparam>
    /// <returns>The payload; null where <see cref="Data"/> is no such object.</returns>
    public T? Payload<T>()
        where T : class
    {
        try
        {
            return Data.ValueKind == JsonValueKind.Object ? Data.Deserialize<T>(RunEvents.Json) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The event without what may differ between two runs that are otherwise the same: times, rates and memory.</summary>
    /// <returns>JSON, the same for the same event whatever version has written it.</returns>
    public string ToEssence() => EventEssence.Of(this);
}
