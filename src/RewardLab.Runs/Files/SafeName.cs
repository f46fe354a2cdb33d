using System.Text;

namespace RewardLab.Runs.Files;

/// <summary>File names from words of any kind.</summary>
public static class SafeName
{
    private const int MaxLength = 60;

    /// <summary>Lower-case letters and digits of ASCII, everything else a hyphen: "Three apples!" is "three-apples". "unnamed" when nothing is left,
    /// and "con-name" for what is a device on Windows.</summary>
    public static string From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var name = new StringBuilder();
        foreach (var character in text.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                name.Append(character);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        var result = name.ToString(0, Math.Min(name.Length, MaxLength)).Trim('-');
        return result.Length == 0 ? "unnamed" : WindowsFileName.IsDevice(result) ? result + "-name" : result;
    }
}
