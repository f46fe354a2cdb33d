using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Text;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Recipes.Engine;

namespace RewardLab.Hosting.Recipes;

/// <summary>A component's options as a recipe exposes them with <see cref="Lab.Options"/>,
/// with the values that a preset and --set give them. Immutable.</summary>
public sealed class RecipeOptions
{
    private readonly string _component;
    private readonly RecipeInfo _info;
    private readonly IReadOnlyDictionary<string, object?> _values;

    internal RecipeOptions(string component, RecipeInfo info, string name, IReadOnlyDictionary<string, object?> values) =>
        (_component, _info, Name, _values) = (component, info, name, values);

    /// <summary>What comes before the dot in --set, such as "ddpo".</summary>
    public string Name { get; }

    /// <summary>The component with these options: what an algorithm or a model is made of.</summary>
    public ComponentReference Reference => new(_component, _values);

    /// <summary>The value of an option, the component's default where nobody gave another.</summary>
    /// <typeparam name="T">The option's type: int, double, bool, string, or an array of these for a list.</typeparam>
    /// <param name="option">The option's name, such as "guidanceScale".</param>
    /// <exception cref="RewardLabException">There is no such option, or it is of another type.</exception>
    public T Get<T>(string option)
    {
        ArgumentNullException.ThrowIfNull(option);
        var parameters = _info.Parameters.Where(parameter => parameter.Group == Name).ToArray();
        var parameter = Array.Find(parameters, parameter => parameter.Option!.Name == option)
            ?? throw new RewardLabException(
                $"'{_component}' has no option '{option}'. {NearestName.Advice(option, [.. parameters.Select(parameter => parameter.Option!.Name)])}");
        var converted = _values.TryGetValue(option, out var given) && given is not ""
            ? OptionsBinder.Convert(parameter.OptionsType!, option, given, $"Lab.Options(\"{_component}\")")
            : given ?? parameter.Option!.Default;
        return converted switch
        {
            T wanted => wanted,
            Enum choice when OptionText.Format(choice) is T text => text,
            System.Collections.IEnumerable list when typeof(T).GetElementType() is { } element && ToArray(list, element) is T array => array,
            _ => throw new RewardLabException($"Option '{parameter.Name}' cannot be read as {typeof(T).Name}. It takes: {parameter.Range}."),
        };
    }

    /// <summary>The same with values that only the recipe knows; they go before those of presets and --set.</summary>
    /// <param name="values">new { name = value } or a dictionary.</param>
    public RecipeOptions With(object values)
    {
        var all = new Dictionary<string, object?>(_values, StringComparer.Ordinal);
        foreach (var (name, value) in OptionDictionary.From(values))
        {
            all[name] = value;
        }

        return new RecipeOptions(_component, _info, Name, all);
    }

    private static Array? ToArray(System.Collections.IEnumerable list, Type element)
    {
        object?[] entries = [.. list.Cast<object?>()];
        if (Array.Exists(entries, entry => !element.IsInstanceOfType(entry)))
        {
            return null;
        }

        var array = Array.CreateInstance(element, entries.Length);
        Array.Copy(entries, array, entries.Length);
        return array;
    }
}
