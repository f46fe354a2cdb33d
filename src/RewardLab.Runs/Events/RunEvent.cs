using System.Text.Json;

namespace RewardLab.Runs.Events;

/// <summary>One line of events.jsonl.</summary>
/// <param name="Sequence">0, 1, 2, ... within the run.</param>
/// <param name="ElapsedSeconds">Since the start of the run.</param>
/// <param name="Kind">What happened, such as "run.completed".</param>
/// <param name="Data">An object with the event's values.</param>
public sealed record RunEvent(long Sequence, double ElapsedSeconds, string Kind, JsonElement Data)
{
    /// <summary>The line as the file holds it.</summary>
    internal string Line { get; init; } = "";
}
