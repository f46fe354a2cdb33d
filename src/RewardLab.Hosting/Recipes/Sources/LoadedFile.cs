namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>A source file as it was compiled.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Sha256">Upper-case hexadecimal hash of its bytes.</param>
internal sealed record LoadedFile(string Path, string Sha256);
