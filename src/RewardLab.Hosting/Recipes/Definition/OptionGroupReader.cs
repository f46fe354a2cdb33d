using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Finds the calls of Lab.Options and Lab.FormerNames in syntax trees.</summary>
internal sealed class OptionGroupReader
{
    private static readonly string[] Arguments = ["component", "differences", "name"];
    private static readonly string[] FormerNameArguments = ["names"];

    private readonly IReadOnlyList<SyntaxTree> _trees;
    private readonly ConstantEvaluator _constants;

    public OptionGroupReader(IReadOnlyList<SyntaxTree> trees)
    {
        _trees = trees;
        _constants = new ConstantEvaluator(trees);
    }

    /// <summary>The groups of options, in the order of the trees.</summary>
    /// <exception cref="RewardLabException">A call is not made of literals, or two groups share a name.</exception>
    public IReadOnlyList<RecipeOptionGroup> Groups()
    {
        var groups = new List<RecipeOptionGroup>();
        foreach (var call in LabCalls.Of(_trees, nameof(Lab.Options)))
        {
            var place = RecipePlace.From(call.GetLocation());
            var component = Text(call, "component")
                ?? throw new RewardLabException(
                    $"{place}: Lab.Options needs a component's id as a literal text, so that its options can be known without running the recipe.");
            var group = new RecipeOptionGroup(
                Text(call, "name") is { Length: > 0 } name ? name : component,
                component,
                Values(LabCalls.Argument(call, "differences", Arguments), "Lab.Options", place),
                place);
            groups.Add(groups.Find(other => other.Name == group.Name) is not { } former
                ? group
                : throw new RewardLabException(
                    $"{place}: options '{group.Name}' are already declared at {former.Place}; tell the two apart by name: \"...\"."));
        }

        return groups;
    }

    /// <summary>Names that parameters had in the former version, each with the names it has now.</summary>
    /// <exception cref="RewardLabException">A call is not made of literals.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FormerNames() => LabCalls.Of(_trees, nameof(Lab.FormerNames))
        .SelectMany(call => Values(LabCalls.Argument(call, "names", FormerNameArguments), "Lab.FormerNames", RecipePlace.From(call.GetLocation())))
        .ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<string>)pair.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            StringComparer.Ordinal);

    private string? Text(InvocationExpressionSyntax call, string argument) =>
        LabCalls.Argument(call, argument, Arguments) is { } syntax ? _constants.Evaluate(syntax) as string : null;

    private Dictionary<string, string> Values(ExpressionSyntax? syntax, string call, string place)
    {
        if (syntax is null or LiteralExpressionSyntax { Token.Value: null })
        {
            return [];
        }

        if (syntax is not AnonymousObjectCreationExpressionSyntax block)
        {
            throw NotLiteral(syntax, call);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in block.Initializers)
        {
            var name = member.NameEquals?.Name.Identifier.Text
                ?? (member.Expression as IdentifierNameSyntax)?.Identifier.Text
                ?? throw new RewardLabException($"{place}: {call} takes new {{ name = value }}; '{LabCalls.Shorten(member.ToString())}' has no name.");
            values[name] = Value(member.Expression) ?? throw NotLiteral(member.Expression, call);
        }

        return values;
    }

    // As --set writes it: lists in brackets.
    private string? Value(ExpressionSyntax syntax)
    {
        IEnumerable<ExpressionSyntax>? elements = syntax switch
        {
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
            ArrayCreationExpressionSyntax array => array.Initializer?.Expressions,
            _ => null,
        };
        if (elements is null)
        {
            return _constants.Evaluate(syntax) is { } value ? RecipeParameter.Format(value) : null;
        }

        var texts = elements.Select(Value).ToArray();
        return Array.Exists(texts, text => text is null) ? null : $"[{string.Join(", ", texts)}]";
    }

    private static RewardLabException NotLiteral(ExpressionSyntax syntax, string call) =>
        new($"{RecipePlace.From(syntax.GetLocation())}: {call} takes new {{ name = value }} of literals, lists of literals, or constants made of them, "
            + $"so that they can be known without running the recipe, not {LabCalls.Shorten(syntax.ToString())}. "
            + "What is known later only is said by .With(new { ... }).");
}
