using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A component's options as parameters of a recipe: names, defaults, ranges and descriptions are those of the component's record.</summary>
internal static class OptionParameters
{
    /// <summary>A parameter for each option, but for groups of options inside the record.</summary>
    /// <exception cref="RewardLabException">There is no such component, or one of the group's differences is not an option of it or does not fit.</exception>
    public static IReadOnlyList<RecipeParameter> Of(RecipeOptionGroup group, IReadOnlyList<ComponentDescription> components)
    {
        // Ids are unique within a kind; where two kinds share one, a recipe runs the algorithm.
        var component = components.Where(component => component.Id == group.Component)
            .OrderByDescending(component => component.Kind == ComponentKind.Algorithm)
            .FirstOrDefault()
            ?? throw new RewardLabException(
                $"{group.Place}: there is no component '{group.Component}'. "
                + $"{NearestName.Advice(group.Component, [.. components.Select(component => component.Id)])}");
        var options = OptionsDescription.Create(component.OptionsType).Where(option => option.Options.Count == 0).ToArray();
        if (group.Differences.Keys.FirstOrDefault(name => !Array.Exists(options, option => option.Name == name)) is { } unknown)
        {
            throw new RewardLabException(
                $"{group.Place}: '{group.Component}' has no option '{unknown}'. {NearestName.Advice(unknown, [.. options.Select(option => option.Name)])}");
        }

        return [.. options.Select(option => Of(group, component, option))];
    }

    private static RecipeParameter Of(RecipeOptionGroup group, ComponentDescription component, OptionDescription option)
    {
        var type = Nullable.GetUnderlyingType(option.Type) ?? option.Type;
        var parameter = new RecipeParameter
        {
            Name = $"{group.Name}.{option.Name}",
            Kind = option.Choices.Count > 0 ? RecipeParameterKind.Choice
                : option.Type == typeof(bool) ? RecipeParameterKind.Bool
                : type == typeof(long) ? RecipeParameterKind.Long
                : OptionTypes.IsWholeNumber(type) ? RecipeParameterKind.Int
                : OptionTypes.IsNumber(type) ? RecipeParameterKind.Double
                : RecipeParameterKind.Text,
            Default = option.DefaultText,
            Description = option.Description,
            Minimum = Limit(option.Minimum, type),
            Maximum = Limit(option.Maximum, type),
            Choices = option.Choices,
            Place = group.Place,
            Option = option,
            OptionsType = component.OptionsType,
            Group = group.Name,
        };
        var isDifferent = group.Differences.TryGetValue(option.Name, out var difference);
        return parameter with { Default = parameter.Parse(isDifferent ? difference! : option.DefaultText, group.Place), IsDifferent = isDifferent };
    }

    private static object? Limit(double? limit, Type type) => limit is { } number && OptionTypes.IsWholeNumber(type) ? (long)number : limit;
}
