namespace RewardLab.Editor.Inspector;

/// <summary>Completes paths from the disk.</summary>
internal static class PathCompletion
{
    /// <summary>As much of a path as everything that begins like it has in common; the text itself where nothing does.</summary>
    public static string Complete(string text)
    {
        try
        {
            var path = Expand(text);
            var folder = Path.GetDirectoryName(path) is { } parent ? (parent.Length > 0 ? parent : ".") : path;
            var start = Path.GetFileName(path);
            string[] names =
            [
                .. Directory.EnumerateFileSystemEntries(folder)
                    .Select(entry => Path.GetFileName(entry) + (Directory.Exists(entry) ? "/" : ""))
                    .Where(name => name.StartsWith(start, StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal),
            ];
            return names.Length == 0 ? text : text[..^start.Length] + Common(names);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return text;
        }
    }

    /// <summary>A path with the user's home in the place of "~".</summary>
    public static string Expand(string text) => text.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), text[2..])
        : text;

    private static string Common(string[] names)
    {
        var length = names[0].Length;
        while (!Array.TrueForAll(names, name => name.StartsWith(names[0][..length], StringComparison.Ordinal)))
        {
            length--;
        }

        return names[0][..length];
    }
}
