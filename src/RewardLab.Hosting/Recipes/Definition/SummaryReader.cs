using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>The comment that opens a recipe.</summary>
internal static class SummaryReader
{
    /// <summary>Lines of the first block of // comments, or the first /* comment */; empty when code comes first.</summary>
    public static string Read(SyntaxNode root)
    {
        var lines = new List<string>();
        var lineEnds = 0;
        foreach (var trivia in root.GetLeadingTrivia())
        {
            if (trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
            {
                if (lines.Count > 0 && lineEnds > 1)
                {
                    break;
                }

                lines.Add(trivia.ToString()[2..].Trim());
                lineEnds = 0;
            }
            else if (trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            {
                return lines.Count > 0 ? Join(lines) : Join(trivia.ToString()[2..^2].Split('\n').Select(line => line.Trim().TrimStart('*').Trim()));
            }
            else if (trivia.IsKind(SyntaxKind.EndOfLineTrivia))
            {
                lineEnds++;
            }
            else if (trivia.IsDirective && lines.Count > 0)
            {
                break;
            }
        }

        return Join(lines);
    }

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines).Trim('\n');
}
