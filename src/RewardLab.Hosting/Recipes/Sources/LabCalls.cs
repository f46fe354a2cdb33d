using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace RewardLab.Hosting.Recipes.Sources;

/// <summary>Calls of <see cref="Lab"/>'s members in syntax trees, found by their text alone.</summary>
internal static class LabCalls
{
    /// <summary>All calls of a member, in the order of the trees.</summary>
    /// <param name="trees">The recipe and what it loads.</param>
    /// <param name="member">The member's name, such as "Param".</param>
    public static IEnumerable<InvocationExpressionSyntax> Of(IEnumerable<SyntaxTree> trees, string member) =>
        trees.SelectMany(tree => tree.GetRoot().DescendantNodes()).OfType<InvocationExpressionSyntax>().Where(call => IsCall(call, member));

    /// <summary>The expression of an argument, by name or place; null where it is left out.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="order">The parameters' names in their order.</param>
    public static ExpressionSyntax? Argument(InvocationExpressionSyntax call, string name, string[] order)
    {
        var arguments = call.ArgumentList.Arguments;
        var named = arguments.FirstOrDefault(a => a.NameColon?.Name.Identifier.Text == name);
        var index = Array.IndexOf(order, name);
        return named is not null ? named.Expression
            : index < arguments.Count && arguments[index].NameColon is null ? arguments[index].Expression
            : null;
    }

    /// <summary>Code as a message shows it: one line, cut at 60 characters.</summary>
    public static string Shorten(string code)
    {
        var line = code.ReplaceLineEndings(" ");
        return line.Length <= 60 ? line : line[..57] + "...";
    }

    private static bool IsCall(InvocationExpressionSyntax call, string member) =>
        call.Expression is MemberAccessExpressionSyntax access && access.Name.Identifier.Text == member
        && access.Expression switch
        {
            IdentifierNameSyntax name => name.Identifier.Text == nameof(Lab),
            MemberAccessExpressionSyntax qualified => qualified.Name.Identifier.Text == nameof(Lab),
            _ => false,
        };
}
