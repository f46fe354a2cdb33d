using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace RewardLab.Runs.Store;

/// <summary>The list of plugins at the end of run.yaml, as it is written: two thirds of the file, which a parser of YAML takes two thirds of its time for.
/// In a list of a thousand runs that is a second.</summary>
internal static class RunPluginLines
{
    private const string Heading = "\nplugins:\n";
    private static readonly string[] Keys = ["- id: ", "  version: ", "  sha256: "];
    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.+_-");

    /// <summary>Takes the list off the text.</summary>
    /// <param name="text">run.yaml.</param>
    /// <param name="rest">The text before the list.</param>
    /// <param name="plugins">The plugins.</param>
    /// <returns>False where the list is written in any other way, as by hand: it is YAML's to read then.</returns>
    public static bool TrySplit(string text, [NotNullWhen(true)] out string? rest, [NotNullWhen(true)] out IReadOnlyList<RunPlugin>? plugins)
    {
        (rest, plugins) = (null, null);
        var start = text.IndexOf(Heading, StringComparison.Ordinal);
        if (start < 0 || text.Contains('\r', StringComparison.Ordinal))
        {
            return false;
        }

        var lines = text[(start + Heading.Length)..].TrimEnd('\n').Split('\n');
        if (lines.Length % Keys.Length != 0)
        {
            return false;
        }

        var found = new List<RunPlugin>(lines.Length / Keys.Length);
        for (var i = 0; i < lines.Length; i += Keys.Length)
        {
            if (Value(lines[i], Keys[0]) is not { } id || Value(lines[i + 1], Keys[1]) is not { } version || Value(lines[i + 2], Keys[2]) is not { } hash)
            {
                return false;
            }

            found.Add(new RunPlugin { Id = id, Version = version, Sha256 = hash });
        }

        (rest, plugins) = (text[..(start + 1)], found);
        return true;
    }

    // Plain scalars alone: a quote, a comment or another sign of YAML's is its own to read.
    private static string? Value(string line, string key) =>
        line.StartsWith(key, StringComparison.Ordinal) && line.Length > key.Length && line.AsSpan(key.Length).IndexOfAnyExcept(Plain) < 0
            ? line[key.Length..]
            : null;
}
