namespace RewardLab.Editor.Sessions;

/// <summary>Everything that was typed and is in no file of the user's: kept while the editor runs, so that neither closing nor killing it loses any.</summary>
internal sealed record EditorSession
{
    /// <summary>Recipes with changed values, the latest last.</summary>
    public IReadOnlyList<SessionRecipe> Recipes { get; init; } = [];

    /// <summary>The open experiment's unsaved changes; null where there are none.</summary>
    public SessionExperiment? Experiment { get; init; }

    /// <summary>The text of a dialog that was open; null where there was none.</summary>
    public SessionText? Typing { get; init; }

    /// <summary>The filter of Project.</summary>
    public string ProjectFilter { get; init; } = "";

    /// <summary>The filter of the console.</summary>
    public string ConsoleFilter { get; init; } = "";

    /// <summary>The filter of the list of runs.</summary>
    public string RunFilter { get; init; } = "";

    /// <summary>Jobs that wait.</summary>
    public IReadOnlyList<Processes.RunJob> Queue { get; init; } = [];
}
