namespace RewardLab.Abstractions;

/// <summary>An event as an algorithm emits it: its kind, how much it matters, what it belongs to, and what was measured.</summary>
/// <remarks>Readers take a curve's name, axis, unit and role from here; nothing is inferred from the names of values.</remarks>
/// <param name="Kind">What happened, as lower-case words joined by dots: one of <see cref="EventKinds"/>, or a kind of the component's own.</param>
public sealed record EventRecord(string Kind)
{
    /// <summary>How much it matters to the user.</summary>
    public EventSeverity Severity { get; init; }

    /// <summary>What in the run it belongs to, such as the name of a fine-tuning: events of one kind and series make up one curve for each metric.</summary>
    public string Series { get; init; } = "";

    /// <summary>Where in the series it stands; null where it stands alone, or in the order of the log.</summary>
    public EventPosition? Position { get; init; }

    /// <summary>One line for the user, without the series' name; it is shown once, wherever the run is shown. Null for none.</summary>
    public string? Message { get; init; }

    /// <summary>What was measured.</summary>
    public IReadOnlyList<RunMetric> Metrics { get; init; } = [];

    /// <summary>What else belongs to it: a record whose public properties are written by their names in camelCase, or a dictionary; null for nothing.</summary>
    public object? Payload { get; init; }

    /// <summary>The message with the name that it goes by in logs; null where there is no message.</summary>
    public string? Line => Message is null ? null : $"{(Series.Length > 0 ? Series : Kind)}: {Message}";
}
