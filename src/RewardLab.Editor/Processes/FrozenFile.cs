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

        var folder = System.IO.Path.Combine(folders.Cache, "queue", Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
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
