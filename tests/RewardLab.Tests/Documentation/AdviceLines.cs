using System.Text.RegularExpressions;

namespace RewardLab.Tests.Documentation;

/// <summary>Commands that files other than documents advise: comments of recipes and presets ("Run:
/// dotnet run ..."), messages and comments of code ('rewardlab ...').</summary>
internal static partial class AdviceLines
{
    private static readonly string[] Folders = ["src", "plugins", "scripts", "recipes"];

    private static readonly string[] Patterns = ["*.cs", "*.csx", "*.yaml", "*.txt", "*.md.template"];

    /// <summary>All of them, each without what stands around it.</summary>
    public static IReadOnlyList<DocumentLine> Find() =>
    [
        .. from folder in Folders
           from pattern in Patterns
           from path in Document.Files(Path.Combine(Workplace.Repository, folder), pattern)
           from line in In(Path.GetRelativePath(Workplace.Repository, path).Replace('\\', '/'), File.ReadAllLines(path))
           select line,
    ];

    /// <summary>Those of one file.</summary>
    public static IEnumerable<DocumentLine> In(string name, IReadOnlyList<string> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            foreach (Match match in Advice().Matches(lines[i]))
            {
                yield return new DocumentLine(name, i + 1, Interpolation().Replace(match.Groups["command"].Value, "X")) { IsMention = true };
            }
        }
    }

    [GeneratedRegex(@"'(?<command>rewardlab [^']+)'|(?<command>dotnet run [^'""]*--project .*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Advice();

    [GeneratedRegex(@"\{[^{}]*\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interpolation();
}
