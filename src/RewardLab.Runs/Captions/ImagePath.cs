using RewardLab.Runs.Images;

namespace RewardLab.Runs.Captions;

/// <summary>Where an image lies that a table names.</summary>
internal static class ImagePath
{
    /// <summary>The first place where it is, among some folders; where it is in none, its place in the first.</summary>
    /// <param name="name">As the table has it, with either slash. An extension may be missing.</param>
    /// <param name="folders">At least one.</param>
    public static string Find(string name, IReadOnlyList<string> folders)
    {
        var file = Path.DirectorySeparatorChar == '/' && !name.Contains('/', StringComparison.Ordinal) ? name.Replace('\\', '/') : name;
        return folders.SelectMany(folder => new[] { "" }.Concat(ImageFileNames.Extensions).Select(extension => Path.Combine(folder, file + extension)))
            .FirstOrDefault(File.Exists)
            ?? Path.Combine(folders[0], file);
    }
}
