namespace RewardLab.Abstractions;

/// <summary>How much an event matters to the user.</summary>
public enum EventSeverity
{
    /// <summary>Something happened as planned.</summary>
    Information,

    /// <summary>Something that the user should know of, such as an update that was skipped; shown wherever the run is shown.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
