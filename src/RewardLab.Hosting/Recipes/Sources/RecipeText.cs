using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>A recipe's text in coloured pieces, by the compiler's own reading of it.</summary>
public static class RecipeText
{
    /// <summary>The lines of a text, each as the pieces that make it up; text that is not C# is read as far as it goes.</summary>
    public static IReadOnlyList<IReadOnlyList<RecipeToken>> Lines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var source = SourceText.From(text);
        var root = CSharpSyntaxTree.ParseText(source, RecipeLanguage.ParseOptions).GetRoot();
        var kinds = new RecipeTokenKind[text.Length];
        foreach (var token in root.DescendantTokens(descendIntoTrivia: true))
        {
            Fill(kinds, token.Span, KindOf(token));
        }

        foreach (var trivia in root.DescendantTrivia(descendIntoTrivia: false))
        {
            if (trivia.IsDirective)
            {
                Fill(kinds, trivia.Span, RecipeTokenKind.Directive);
            }
            else if (IsComment(trivia))
            {
                Fill(kinds, trivia.FullSpan, RecipeTokenKind.Comment);
            }
        }

        return [.. source.Lines.Select(line => Pieces(text, line.Span, kinds))];
    }

    private static bool IsComment(SyntaxTrivia trivia) => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia
        or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia;

    private static RecipeTokenKind KindOf(SyntaxToken token) => token.Kind() switch
    {
        SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.InterpolatedStringTextToken or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken or SyntaxKind.InterpolatedVerbatimStringStartToken or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedSingleLineRawStringStartToken
                or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => RecipeTokenKind.Text,
        SyntaxKind.NumericLiteralToken => RecipeTokenKind.Number,
        SyntaxKind.IdentifierToken when IsCalled(token) => RecipeTokenKind.Call,
        SyntaxKind.IdentifierToken when token.Text == "var" && token.Parent is IdentifierNameSyntax { IsVar: true } => RecipeTokenKind.Keyword,
        _ => token.IsKeyword() || token.IsContextualKeyword() ? RecipeTokenKind.Keyword : RecipeTokenKind.Plain,
    };

    private static bool IsCalled(SyntaxToken token) => token.Parent switch
    {
        SimpleNameSyntax { Parent: InvocationExpressionSyntax call } name => call.Expression == name,
        SimpleNameSyntax { Parent: MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax call } access } name => access.Name == name
            && call.Expression == access,
        _ => false,
    };

    private static void Fill(RecipeTokenKind[] kinds, TextSpan span, RecipeTokenKind kind) => Array.Fill(kinds, kind, span.Start, span.Length);

    private static List<RecipeToken> Pieces(string text, TextSpan line, RecipeTokenKind[] kinds)
    {
        var pieces = new List<RecipeToken>();
        for (var start = line.Start; start < line.End;)
        {
            var end = start + 1;
            while (end < line.End && kinds[end] == kinds[start])
            {
                end++;
            }

            pieces.Add(new RecipeToken(text[start..end], kinds[start]));
            start = end;
        }

        return pieces;
    }
}
