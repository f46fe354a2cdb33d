using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Architecture.Tests;

/// <summary>Lines fit a screen with two files side by side.
/// Text of another language inside a raw string, such as a model's published configuration, is as wide as it is there.</summary>
public sealed class LineTests
{
    private const int MaxColumns = 160;

    [Fact]
    public void Line_OfAnySource_FitsItsColumns()
    {
        var files = new[] { ".cs", ".csx", ".js", ".css", ".html", ".csproj", ".props", ".targets", ".sh" }
            .SelectMany(extension => Repository.Files(extension, "src", "plugins", "tests", "recipes", "scripts"))
            .Where(path => !Repository.Shown(path).Contains("/Former/", StringComparison.Ordinal)) // written by an earlier version
            .ToArray();
        files.Length.ShouldBeGreaterThan(1000);
        files.SelectMany(path => TooLong(Repository.Shown(path), File.ReadAllText(path), path.EndsWith(".cs", StringComparison.Ordinal))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("int x;", 0)]
    [InlineData("var x = \"LONG\";", 1)]
    [InlineData("var x = \"\"\"\nLONG\n\"\"\";", 0)]
    [InlineData("var x = $\"\"\"\n{1}LONG\n\"\"\";", 0)]
    [InlineData("var x = \"\"\"LONG\"\"\";", 1)]
    public void Line_OfMoreColumns_IsFoundOutsideRawStringsOfSeveralLines(string source, int count) =>
        TooLong("a.cs", source.Replace("LONG", new string('a', MaxColumns), StringComparison.Ordinal), isCode: true).Count().ShouldBe(count);

    private static IEnumerable<string> TooLong(string name, string text, bool isCode)
    {
        var lines = text.Split('\n').Index().Where(line => line.Item.TrimEnd('\r').Length > MaxColumns).ToArray();
        if (lines.Length == 0)
        {
            return [];
        }

        var raw = isCode ? RawLines(text) : [];
        return lines.Where(line => !raw.Contains(line.Index))
            .Select(line => $"{name}:{line.Index + 1} has {line.Item.TrimEnd('\r').Length} columns; at most {MaxColumns} fit");
    }

    private static HashSet<int> RawLines(string text)
    {
        var root = CSharpSyntaxTree.ParseText(text).GetRoot();
        return
        [
            .. root.DescendantNodes().Where(IsRaw).Select(node => node.GetLocation().GetLineSpan())
                .SelectMany(
                    span => Enumerable.Range(span.StartLinePosition.Line + 1, Math.Max(0, span.EndLinePosition.Line - span.StartLinePosition.Line - 1))),
        ];
    }

    private static bool IsRaw(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal => literal.Token.Kind() is SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.Utf8MultiLineRawStringLiteralToken,
        InterpolatedStringExpressionSyntax text => text.StringStartToken.IsKind(SyntaxKind.InterpolatedMultiLineRawStringStartToken),
        _ => false,
    };
}
