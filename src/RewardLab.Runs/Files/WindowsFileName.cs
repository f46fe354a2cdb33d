using System.Buffers;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Files;

/// <summary>Names that Windows keeps for devices or cannot keep, so that a folder written anywhere can be copied there.</summary>
/// <remarks>See "Naming Files, Paths, and Namespaces" in the documentation of Win32.</remarks>
public static class WindowsFileName
{
    private static readonly SearchValues<char> Refused = SearchValues.Create("<>:\"/\\|?*");

    /// <summary>Whether a name, with any extension, is a device's: CON, PRN, AUX, NUL, COM1 to COM9 and LPT1 to LPT9, in any case.</summary>
    public static bool IsDevice(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var end = name.IndexOf('.', StringComparison.Ordinal);
        var stem = (end < 0 ? name : name[..end]).TrimEnd(' ').ToUpperInvariant();
        return stem is "CON" or "PRN" or "AUX" or "NUL" or ['C', 'O', 'M', >= '1' and <= '9'] or ['L', 'P', 'T', >= '1' and <= '9'];
    }

    /// <summary>On Windows, refuses to write to a device that was meant as a file.</summary>
    /// <exception cref="RewardLabException">The path's last name is a device's.</exception>
    public static void RefuseDevice(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (OperatingSystem.IsWindows() && IsDevice(Path.GetFileName(path)))
        {
            throw new RewardLabException($"'{path}': '{Path.GetFileName(path)}' is the name of a device on Windows. Choose another.");
        }
    }

    /// <summary>Why no file or folder can have this name on Windows, as the rest of a sentence that begins with the name; null where it can.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return IsDevice(name) ? "is the name of a device on Windows"
            : name.AsSpan().ContainsAny(Refused) || name.Any(static character => character < ' ') ? "has characters that no file has on Windows"
            : name.EndsWith('.') || name.EndsWith(' ') ? "ends in a dot or space, which Windows leaves out"
            : null;
    }
}
