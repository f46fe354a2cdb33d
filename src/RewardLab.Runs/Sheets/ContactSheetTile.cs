using RewardLab.Abstractions;

namespace RewardLab.Runs.Sheets;

/// <summary>An image on a contact sheet.</summary>
/// <param name="Images">The batch that holds it.</param>
/// <param name="Index">Its place in the batch.</param>
/// <param name="IsCorrect">Whether it is correct for its prompt: a green frame and a tick, or a red one and a cross; null for neither.</param>
/// <param name="Caption">A few words below it, four lines at most; may be empty.</param>
public sealed record ContactSheetTile(ImageBatch Images, int Index, bool? IsCorrect = null, string Caption = "");
