using System.Buffers;
using System.Text;

namespace RewardLab.Runs.Store;

/// <summary>Words of a command line that can be pasted: such that the system's shell passes them on as they are.</summary>
public static class ShellWord
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=:,+@%";
    private static readonly SearchValues<char> Plain = SearchValues.Create(Letters);

    // PowerShell reads a comma as the end of an item and an at sign as the start of a hash.
    private static readonly SearchValues<char> PlainOnWindows =
        SearchValues.Create([.. Letters.Where(static letter => letter is not ('%' or ',' or '@')), '\\']);

    /// <summary>The word, in quotes where it needs them: a POSIX shell's, on Windows those of cmd and PowerShell.</summary>
    /// <remarks>Inside such quotes cmd still replaces %NAME% and PowerShell $name: no quotes keep both from it.</remarks>
    public static string Quote(string word) => Quote(word, OperatingSystem.IsWindows());

    internal static string Quote(string word, bool isWindows)
    {
        ArgumentNullException.ThrowIfNull(word);
        if (word.Length > 0 && word.AsSpan().IndexOfAnyExcept(isWindows ? PlainOnWindows : Plain) < 0)
        {
            return word;
        }

        return isWindows
            ? $"\"{Escaped(word)}\""
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    // A program on Windows takes its line apart itself: a quote is escaped by a backslash, and so are the backslashes before a quote or the end.
    private static string Escaped(string word)
    {
        var escaped = new StringBuilder();
        var backslashes = 0;
        foreach (var character in word)
        {
            if (character == '"')
            {
                escaped.Append('\\', backslashes + 1);
            }

            escaped.Append(character);
            backslashes = character == '\\' ? backslashes + 1 : 0;
        }

        return escaped.Append('\\', backslashes).ToString();
    }
}
