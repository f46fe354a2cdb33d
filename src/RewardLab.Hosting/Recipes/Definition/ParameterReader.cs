using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Sources;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Finds the calls of Lab.Param in syntax trees.</summary>
internal sealed partial class ParameterReader
{
    private static readonly string[] NumberArguments = ["name", "defaultValue", "description", "min", "max"];
    private static readonly string[] TextArguments = ["name", "defaultValue", "description", "choices"];

    private readonly IReadOnlyList<SyntaxTree> _trees;
    private readonly ConstantEvaluator _constants;

    public ParameterReader(IReadOnlyList<SyntaxTree> trees)
    {
        _trees = trees;
        _constants = new ConstantEvaluator(trees);
    }

    /// <summary>All declarations, in the order of the trees.</summary>
    /// <exception cref="RewardLabException">A declaration is not made of literals, contradicts itself, or repeats a name.</exception>
    public IReadOnlyList<RecipeParameter> Read()
    {
        var parameters = new List<RecipeParameter>();
        foreach (var call in LabCalls.Of(_trees, nameof(Lab.Param)))
        {
            var parameter = ReadCall(call);
            if (parameters.Find(p => p.Name == parameter.Name) is { } former)
            {
                throw new RewardLabException(
                    $"{parameter.Place}: parameter '{parameter.Name}' is already declared at {former.Place}. Rename one of them.");
            }

            parameters.Add(parameter);
        }

        return parameters;
    }

    private RecipeParameter ReadCall(InvocationExpressionSyntax call)
    {
        var place = RecipePlace.From(call.GetLocation());
        var name = LabCalls.Argument(call, "name", TextArguments) is { } nameSyntax && _constants.Evaluate(nameSyntax) is string text
            ? text
            : throw new RewardLabException($"{place}: the name of a parameter must be a literal, so that it can be read without running the recipe.");
        if (!NamePattern().IsMatch(name))
        {
            throw new RewardLabException($"{place}: parameter '{name}' needs a name of letters, digits, '-' and '_' that begins with a letter.");
        }

        var defaultValue = Literal(call, name, "defaultValue", TextArguments)
            ?? throw new RewardLabException($"{place}: parameter '{name}' has no default value. Write Lab.Param(\"{name}\", value, \"description\").");
        var description = Literal(call, name, "description", TextArguments) as string ?? "";
        var parameter = new RecipeParameter
        {
            Name = name,
            Kind = RecipeParameterKind.Text,
            Default = defaultValue,
            Description = description,
            Place = place,
        };
        parameter = defaultValue switch
        {
            bool => parameter with { Kind = RecipeParameterKind.Bool },
            string => WithChoices(parameter, call),
            int or uint or long or float or double => WithLimits(parameter, call),
            _ => throw new RewardLabException($"{place}: parameter '{name}' must be an int, long, double, bool or string."),
        };
        return parameter.IsAllowed(parameter.Default)
            ? parameter
            : throw new RewardLabException($"{place}: the default {RecipeParameter.Format(parameter.Default)} of parameter '{name}' is not {parameter.Range}.");
    }

    private RecipeParameter WithChoices(RecipeParameter parameter, InvocationExpressionSyntax call)
    {
        if (LabCalls.Argument(call, "choices", TextArguments) is not { } syntax)
        {
            return parameter;
        }

        IEnumerable<ExpressionSyntax?>? elements = syntax switch
        {
            CollectionExpressionSyntax collection => collection.Elements.Select(e => (e as ExpressionElementSyntax)?.Expression),
            ImplicitArrayCreationExpressionSyntax array => array.Initializer.Expressions,
            ArrayCreationExpressionSyntax array => array.Initializer?.Expressions,
            _ => null,
        };
        var choices = elements?.Select(e => e is null ? null : _constants.Evaluate(e) as string).ToArray();
        if (choices is null or [] || Array.Exists(choices, c => c is null))
        {
            throw NotLiteral(syntax, parameter.Name, "choices");
        }

        return parameter with { Kind = RecipeParameterKind.Choice, Choices = choices! };
    }

    private RecipeParameter WithLimits(RecipeParameter parameter, InvocationExpressionSyntax call)
    {
        var minimum = Literal(call, parameter.Name, "min", NumberArguments);
        var maximum = Literal(call, parameter.Name, "max", NumberArguments);

        // The widest of the three decides, as it does for the compiler when it chooses the overload.
        object?[] values = [parameter.Default, minimum, maximum];
        var kind = Array.Exists(values, v => v is float or double) ? RecipeParameterKind.Double
            : Array.Exists(values, v => v is uint or long) ? RecipeParameterKind.Long
            : RecipeParameterKind.Int;
        return parameter with
        {
            Kind = kind,
            Default = As(kind, parameter.Default)!,
            Minimum = As(kind, minimum),
            Maximum = As(kind, maximum),
        };
    }

    private static object? As(RecipeParameterKind kind, object? value) => (kind, value) switch
    {
        (_, null) => null,
        (RecipeParameterKind.Double, _) => Convert.ToDouble(value),
        (RecipeParameterKind.Long, _) => Convert.ToInt64(value),
        _ => value,
    };

    private object? Literal(InvocationExpressionSyntax call, string parameterName, string argument, string[] order) =>
        LabCalls.Argument(call, argument, order) is not { } syntax
            ? null
            : _constants.Evaluate(syntax) ?? throw NotLiteral(syntax, parameterName, argument);

    private static RewardLabException NotLiteral(ExpressionSyntax syntax, string parameterName, string argument) =>
        new($"{RecipePlace.From(syntax.GetLocation())}: '{argument}' of parameter '{parameterName}' must be a literal or a constant made of literals, "
            + $"so that it can be known without running the recipe; it is {LabCalls.Shorten(syntax.ToString())}.");

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]*$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
