namespace RewardLab.Runs.Store;

/// <summary>A run in the store.</summary>
/// <param name="Id">The folder's name.</param>
/// <param name="Folder">The folder's full path.</param>
/// <param name="Record">What run.yaml holds; null where it cannot be read.</param>
/// <param name="Damage">Why run.yaml cannot be read; null where it can.</param>
public sealed record RunEntry(string Id, string Folder, RunRecord? Record, string? Damage)
{
    /// <summary>What people wrote about it; <see cref="RunNotes.None"/> where there is nothing, or it cannot be read.</summary>
    public RunNotes Notes { get; init; } = RunNotes.None;

    /// <summary>Why run-notes.json cannot be read; null where it can.</summary>
    public string? NotesDamage { get; init; }
}
