namespace RewardLab.Runs.Tables;

/// <summary>A column of a table.</summary>
/// <param name="Heading">The word above it.</param>
/// <param name="Alignment">Where its cells stand.</param>
/// <param name="Format">How its numbers are written (.NET's format strings); null for three decimals of real numbers.</param>
public sealed record TableColumn(string Heading, ColumnAlignment Alignment = ColumnAlignment.Automatic, string? Format = null);
