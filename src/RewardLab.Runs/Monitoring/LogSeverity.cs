namespace RewardLab.Runs.Monitoring;

/// <summary>How much a line matters.</summary>
public enum LogSeverity
{
    /// <summary>Something happened.</summary>
    Information,

    /// <summary>Something that the user should know.</summary>
    Warning,

    /// <summary>Something went wrong.</summary>
    Error,
}
