using System.Security.Cryptography;
using System.Text;
using RewardLab.Abstractions;
using RewardLab.Hosting;
using RewardLab.Runs.Files;

namespace RewardLab.Editor.Processes;

/// <summary>A file that a job reads, with a copy of what the user saw of it when the job was added.</summary>
/// <param name="Path">The file.</param>
/// <param name="Copy">The copy, of the same name.</param>
internal sealed record FrozenFile(string Path, string Copy)
{
    // How long a run that did not complete can be resumed with what it was started with.
    private static readonly TimeSpan MaxAge = TimeSpan.FromDays(7);

    /// <summary>Keeps a copy of one file in the user's cache; the same content is kept once.</summary>
    /// <exception cref="RewardLabException">It cannot be written.</exception>
    public static FrozenFile Create(string path, string text, UserFolders folders) =>
        CreateAll([(path, Encoding.UTF8.GetBytes(text))], folders)[0];

    /// <summary>Keeps copies of several files in the user's cache, beside each other as the files are.</summary>
    /// <exception cref="RewardLabException">They cannot be written.</exception>
    public static IReadOnlyList<FrozenFile> CreateAll(IReadOnlyList<(string Path, byte[] Bytes)> files, UserFolders folders)
    {
        var root = System.IO.Path.GetDirectoryName(files[0].Path)!;
        while (!files.All(file => file.Path.StartsWith(
            root.TrimEnd(System.IO.Path.DirectorySeparatorChar) + System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal)))
        {
            root = System.IO.Path.GetDirectoryName(root)!;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, bytes) in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{bytes.Length}\n"));
            hash.AppendData(bytes);
        }

        var folder = System.IO.Path.Combine(Root(folders), Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
        return
        [
            .. files.Select(file =>
            {
                var copy = System.IO.Path.Combine(folder, System.IO.Path.GetRelativePath(root, file.Path));
                if (!File.Exists(copy))
                {
                    AtomicFileStream.Write(copy, stream => stream.Write(file.Bytes));
                }

                return new FrozenFile(file.Path, copy);
            }),
        ];
    }

    /// <summary>Deletes copies that no job needs any more: those of a completed job at once, all others a week after they were made. What jobs of this editor
    /// need, or those that any session keeps, stays.</summary>
    /// <param name="folders">The user's folders.</param>
    /// <param name="used">The files of the jobs of this editor that wait or run.</param>
    /// <param name="ended">The files of a completed job; empty for none.</param>
    /// <param name="now">The time, UTC.</param>
    public static void Clean(UserFolders folders, IEnumerable<FrozenFile> used, IEnumerable<FrozenFile> ended, DateTime now)
    {
        try
        {
            if (!Directory.Exists(Root(folders)))
            {
                return;
            }

            var kept = used.Select(file => FolderOf(folders, file)).ToHashSet(StringComparer.Ordinal);
            string[] sessions = Directory.Exists(folders.Settings)
                ? [.. Directory.EnumerateFiles(folders.Settings, "session*.json").Select(TextFile.Read)]
                : [];
            var gone = ended.Select(file => FolderOf(folders, file)).ToHashSet(StringComparer.Ordinal);
            foreach (var folder in Directory.EnumerateDirectories(Root(folders)))
            {
                var isWaiting = kept.Contains(folder)
                    || Array.Exists(sessions, session => session.Contains(System.IO.Path.GetFileName(folder), StringComparison.Ordinal));
                if (!isWaiting && (gone.Contains(folder) || now - Directory.GetLastWriteTimeUtc(folder) > MaxAge))
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
        }
        catch (Exception exception) when (FileFailure.Is(exception) || exception is RewardLabException)
        {
            // What cannot be deleted now goes at a later start.
        }
    }

    private static string Root(UserFolders folders) => System.IO.Path.Combine(folders.Cache, "queue");

    private static string FolderOf(UserFolders folders, FrozenFile file) =>
        System.IO.Path.Combine(Root(folders), System.IO.Path.GetRelativePath(Root(folders), file.Copy).Split(System.IO.Path.DirectorySeparatorChar)[0]);

    /// <summary>Whether the file no longer holds what its copy does.</summary>
    public bool HasChanged()
    {
        try
        {
            return File.Exists(Copy) && !(File.Exists(Path) && File.ReadAllBytes(Path).AsSpan().SequenceEqual(File.ReadAllBytes(Copy)));
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return true; // it cannot be read now: it could when it was seen
        }
    }
}
