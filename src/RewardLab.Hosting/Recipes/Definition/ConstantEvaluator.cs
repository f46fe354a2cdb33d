using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Values of literals and of top-level constants made of literals, without binding.</summary>
internal sealed class ConstantEvaluator
{
    private readonly Dictionary<string, ExpressionSyntax> _constants = new(StringComparer.Ordinal);

    public ConstantEvaluator(IEnumerable<SyntaxTree> trees)
    {
        foreach (var declaration in trees.SelectMany(tree => ((CompilationUnitSyntax)tree.GetRoot()).Members).OfType<FieldDeclarationSyntax>())
        {
            if (!declaration.Modifiers.Any(SyntaxKind.ConstKeyword))
            {
                continue;
            }

            foreach (var variable in declaration.Declaration.Variables)
            {
                if (variable.Initializer is { } initializer)
                {
                    _constants[variable.Identifier.Text] = initializer.Value;
                }
            }
        }
    }

    /// <summary>The value, or null where the expression is more than a literal.</summary>
    public object? Evaluate(ExpressionSyntax expression) => Evaluate(expression, depth: 0);

    private object? Evaluate(ExpressionSyntax expression, int depth) => expression switch
    {
        // A constant that refers to itself is the compiler's error to report.
        _ when depth > 32 => null,
        LiteralExpressionSyntax literal => literal.Token.Value,
        ParenthesizedExpressionSyntax inner => Evaluate(inner.Expression, depth + 1),
        IdentifierNameSyntax name when _constants.TryGetValue(name.Identifier.Text, out var value) => Evaluate(value, depth + 1),
        PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryMinusExpression) => Negate(Evaluate(unary.Operand, depth + 1)),
        PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryPlusExpression) => Evaluate(unary.Operand, depth + 1),
        BinaryExpressionSyntax sum when sum.IsKind(SyntaxKind.AddExpression)
            && Evaluate(sum.Left, depth + 1) is string left
            && Evaluate(sum.Right, depth + 1) is string right => left + right,
        _ => null,
    };

    private static object? Negate(object? value) => value switch
    {
        int number => -number,
        uint number when number == 1u + int.MaxValue => int.MinValue,
        uint number => -(long)number,
        long number => -number,
        ulong number when number == 1ul + long.MaxValue => long.MinValue,
        float number => -number,
        double number => -number,
        _ => null,
    };
}
