using System.Text;
using RewardLab.Abstractions;

namespace RewardLab.Cluster.Tokens;

/// <summary>Files that their owner alone may read.</summary>
internal static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Writes a file of mode 600, in one step.</summary>
    public static void Write(string path, string text)
    {
        var part = $"{path}.{Environment.ProcessId}.part";
        File.Delete(part); // a link or a mode of somebody else's must not stay
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using (var stream = new FileStream(part, options))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads a file that not everybody may read.</summary>
    /// <exception cref="RewardLabException">It is missing, or everybody may read it.</exception>
    public static string Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new RewardLabException($"There is no token file {path}. The run writes it: copy it from there.");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new RewardLabException($"Everybody on this machine may read {path}, and who has the token may join. Run 'chmod 600 {path}'.");
        }

        return TextFile.Read(path);
    }
}
