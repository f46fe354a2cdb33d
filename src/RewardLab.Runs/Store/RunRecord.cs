namespace RewardLab.Runs.Store;

/// <summary>What run.yaml holds: enough to run it again, and how it went.</summary>
public sealed record RunRecord
{
    /// <summary>The file's name in the run's folder.</summary>
    public const string FileName = "run.yaml";

    /// <summary>How far the run has come.</summary>
    public RunStatus Status { get; init; }

    /// <summary>When it started: in the file in UTC, read in the local time of the machine that reads it.</summary>
    public DateTimeOffset Started { get; init; }

    /// <summary>How often it was resumed; null where it was not.</summary>
    public int? Resumptions { get; init; }

    /// <summary>How long it took, all the times that it was resumed counted; null until it has ended.</summary>
    public double? DurationSeconds { get; init; }

    /// <summary>The error that ended it, one line; null where there was none.</summary>
    public string? Error { get; init; }

    /// <summary>The recipe or experiment that was run.</summary>
    public RunRecipe Recipe { get; init; } = new();

    /// <summary>The command that began it, quoted for a shell, where that was not one of a recipe; null for a recipe's run.</summary>
    public string? Command { get; init; }

    /// <summary>Every parameter with the value it was resolved to: numbers, strings, booleans.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>Root seed that all random streams of the run derive from.</summary>
    public ulong Seed { get; init; }

    /// <summary>Versions of the software that the run was made with.</summary>
    public RunVersions Versions { get; init; } = new();

    /// <summary>The machine that the run was made on.</summary>
    public MachineInfo Machine { get; init; } = new();

    /// <summary>The active plugins, by id.</summary>
    public IReadOnlyList<RunPlugin> Plugins { get; init; } = [];
}
