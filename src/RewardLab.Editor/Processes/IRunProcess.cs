namespace RewardLab.Editor.Processes;

/// <summary>A process that works on a run. Safe from any thread.</summary>
internal interface IRunProcess : IDisposable
{
    /// <summary>The system's number of it.</summary>
    int Id { get; }

    /// <summary>The run's folder; null until there is one.</summary>
    string? Folder { get; }

    /// <summary>What it ended with; null while it is running.</summary>
    int? ExitCode { get; }

    /// <summary>What it has printed since this was last asked: tables, mostly.</summary>
    IReadOnlyList<string> TakeOutput();

    /// <summary>What it has complained of since this was last asked.</summary>
    IReadOnlyList<string> TakeErrors();

    /// <summary>Ends it at once.</summary>
    void Kill();
}
