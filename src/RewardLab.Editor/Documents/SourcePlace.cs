using System.Globalization;
using System.Text.RegularExpressions;

namespace RewardLab.Editor.Documents;

/// <summary>A place in a source file, as messages name it: file.csx(line,column).</summary>
/// <param name="Path">The file, as it was written.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
internal sealed partial record SourcePlace(string Path, int Line, int Column)
{
    /// <summary>The first place that a message names; null where it names none.</summary>
    public static SourcePlace? In(string message) => Pattern().Match(message) is { Success: true } match
        && int.TryParse(match.Groups["line"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
        && int.TryParse(match.Groups["column"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var column)
            ? new SourcePlace(match.Groups["path"].Value, line, column)
            : null;

    [GeneratedRegex(@"(?<path>[^\s:(]\S*\.(csx|yaml))\((?<line>\d+),(?<column>\d+)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
