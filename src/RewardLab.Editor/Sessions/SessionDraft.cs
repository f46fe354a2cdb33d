namespace RewardLab.Editor.Sessions;

/// <summary>A text that is not an allowed value.</summary>
/// <param name="Place">Place in the experiment.</param>
/// <param name="Field">The field.</param>
/// <param name="Text">The text.</param>
internal sealed record SessionDraft(string Place, string Field, string Text);
