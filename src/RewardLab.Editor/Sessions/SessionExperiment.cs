namespace RewardLab.Editor.Sessions;

/// <summary>The open experiment's unsaved changes.</summary>
/// <param name="Path">Its file; null for none yet.</param>
/// <param name="FileText">What the file held when it was last read; null for none.</param>
/// <param name="Text">The experiment as YAML.</param>
/// <param name="Drafts">Texts that are not allowed values.</param>
/// <param name="Values">Seed and threads where they differ from their defaults, by field.</param>
/// <param name="Written">The YAML as it was typed, also where it has an error; null where the tree was changed since.</param>
internal sealed record SessionExperiment(
    string? Path, string? FileText, string Text, IReadOnlyList<SessionDraft> Drafts, IReadOnlyDictionary<string, string> Values, string? Written = null);
