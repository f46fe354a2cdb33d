using System.IO.Enumeration;

namespace RewardLab.Runs.Files;

/// <summary>Everything below a folder, links to folders included, each real folder and file once: a link that leads back up ends there.</summary>
public static class FileWalk
{
    /// <summary>The files below a folder, in no particular order.</summary>
    /// <param name="folder">The folder; paths begin with it, as it is given.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to read a folder.</exception>
    public static IEnumerable<string> Files(string folder) => Entries(folder).Where(entry => !entry.IsFolder).Select(entry => entry.Path);

    /// <summary>A folder and those below it.</summary>
    /// <param name="folder">The folder; paths begin with it, as it is given.</param>
    /// <exception cref="IOException">A folder cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">There is no permission to read a folder.</exception>
    public static IEnumerable<string> Folders(string folder) => Entries(folder).Where(entry => entry.IsFolder).Select(entry => entry.Path);

    /// <summary>Of several paths to one file the first that is not a link; where all are links, the first.</summary>
    /// <param name="paths">Paths of files.</param>
    internal static IEnumerable<string> DistinctFiles(IEnumerable<string> paths)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        return paths
            .Select(path => (Path: path, Full: Path.GetFullPath(path), Real: Real(path)))
            .OrderBy(entry => entry.Full != entry.Real)
            .DistinctBy(entry => entry.Real, StringComparer.Ordinal)
            .Select(entry => entry.Path);

        // Links are asked for once a folder.
        string Real(string path)
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
            if (!folders.TryGetValue(folder, out var real))
            {
                folders.Add(folder, real = RealPath.Resolve(folder));
            }

            return new FileInfo(path).LinkTarget is null ? Path.Combine(real, Path.GetFileName(path)) : RealPath.Resolve(path);
        }
    }

    // Folders that are not links come first, so that what can be reached without one is named without one.
    private static IEnumerable<(string Path, bool IsFolder)> Entries(string folder)
    {
        var seenFolders = new HashSet<string>(StringComparer.Ordinal);
        var seenFiles = new HashSet<string>(StringComparer.Ordinal);
        var folders = new Stack<(string Path, string Real)>([(folder, RealPath.Resolve(folder))]);
        var folderLinks = new Queue<string>();
        var fileLinks = new List<string>();
        while (folders.Count > 0 || folderLinks.Count > 0)
        {
            var (path, real) = folders.Count > 0 ? folders.Pop() : folderLinks.Dequeue() is var link ? (link, RealPath.Resolve(link)) : default;
            if (!seenFolders.Add(real))
            {
                continue;
            }

            yield return (path, true);
            foreach (var (name, isFolder, isLink) in Inside(path))
            {
                var inner = Path.Combine(path, name);
                if (isLink)
                {
                    if (isFolder)
                    {
                        folderLinks.Enqueue(inner);
                    }
                    else
                    {
                        fileLinks.Add(inner);
                    }
                }
                else if (isFolder)
                {
                    folders.Push((inner, Path.Combine(real, name)));
                }
                else if (seenFiles.Add(Path.Combine(real, name)))
                {
                    yield return (inner, false);
                }
            }
        }

        foreach (var link in fileLinks.Order(StringComparer.Ordinal))
        {
            if (seenFiles.Add(RealPath.Resolve(link)))
            {
                yield return (link, false);
            }
        }
    }

    // A folder that a service of the system keeps elsewhere is a reparse point too, but no link.
    private static FileSystemEnumerable<(string Name, bool IsFolder, bool IsLink)> Inside(string folder) => new(
        folder,
        (ref FileSystemEntry entry) => (entry.FileName.ToString(), entry.IsDirectory,
            entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.ToFileSystemInfo().LinkTarget is not null),
        new EnumerationOptions { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false });
}
