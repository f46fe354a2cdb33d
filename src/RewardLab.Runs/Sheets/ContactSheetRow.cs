namespace RewardLab.Runs.Sheets;

/// <summary>A row of a contact sheet.</summary>
/// <param name="Caption">The words left of it, such as the prompt.</param>
/// <param name="Tiles">An image for each column; null for an empty place.</param>
public sealed record ContactSheetRow(string Caption, IReadOnlyList<ContactSheetTile?> Tiles);
