namespace RewardLab.Editor.Inspector;

/// <summary>A change, and the way back.</summary>
/// <param name="Name">What it does, as the undo action shows it, such as "set tau".</param>
/// <param name="Make">Makes the change.</param>
/// <param name="Revert">Takes it back.</param>
/// <param name="Merge">Edits in a row with equal keys count as one; null for one of its own.</param>
internal sealed record Edit(string Name, Action Make, Action Revert, object? Merge = null);
