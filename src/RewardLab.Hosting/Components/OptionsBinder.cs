using System.ComponentModel.DataAnnotations;
using System.Reflection;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Assemblies;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Components;

/// <summary>Turns names and values, as YAML, a command line or a recipe gives them, into a validated record of options.</summary>
/// <remarks>
/// Names are matched without regard to case. Values may be of the option's type or text that says it; a list may also be given as text with commas,
/// a group as a dictionary. What is not said keeps its default. Annotations are checked in groups and lists too.
/// </remarks>
public static class OptionsBinder
{
    /// <summary>What comes, in a message, before the reason why options that are allowed one by one do not go together.</summary>
    public const string Conflict = "cannot have these options: ";

    /// <summary>Makes a record of options.</summary>
    /// <typeparam name="TOptions">The record.</typeparam>
    /// <param name="values">Option names to values.</param>
    /// <param name="owner">Whose options they are, for messages: "reward 'brightness'".</param>
    /// <exception cref="RewardLabException">A name is unknown (the nearest is named), a value does not fit, or one is missing.</exception>
    public static TOptions Bind<TOptions>(IReadOnlyDictionary<string, object?> values, string owner)
        where TOptions : class, new() => (TOptions)Bind(typeof(TOptions), values, owner);

    /// <summary>Makes a record of options.</summary>
    /// <param name="optionsType">The record: a public parameterless constructor, public init properties.</param>
    /// <param name="values">Option names to values.</param>
    /// <param name="owner">Whose options they are, for messages: "reward 'brightness'".</param>
    /// <exception cref="RewardLabException">A name is unknown (the nearest is named), a value does not fit, or one is missing.</exception>
    public static object Bind(Type optionsType, IReadOnlyDictionary<string, object?> values, string owner)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(owner);
        return Bind(optionsType, values, new OptionPath(owner, ""));
    }

    /// <summary>The value of one option, checked by its own annotations alone.</summary>
    /// <exception cref="RewardLabException">The value does not fit.</exception>
    internal static object? Convert(Type optionsType, string option, object? value, string owner)
    {
        var property = OptionProperties.Find(optionsType).First(p => string.Equals(OptionProperties.Name(p), option, StringComparison.OrdinalIgnoreCase));
        var path = new OptionPath(owner, "").Option(property);
        var converted = OptionValue.Convert(value, property, path);
        Validate(converted, property, new ValidationContext(Make(optionsType, path)), path);
        return converted;
    }

    /// <summary>The same values under the options' present names, where some were given under former ones; names that are none of the record's stay.</summary>
    /// <param name="optionsType">The record.</param>
    /// <param name="values">Option names to values.</param>
    public static IReadOnlyDictionary<string, object?> WithPresentNames(Type optionsType, IReadOnlyDictionary<string, object?> values)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        ArgumentNullException.ThrowIfNull(values);
        var properties = OptionProperties.Find(optionsType);
        var present = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in values)
        {
            var property = OptionProperties.Named(properties, name);
            present.TryAdd(property is not null && OptionProperties.WasNamed(property, name) ? OptionProperties.Name(property) : name, value);
        }

        return present;
    }

    internal static object Bind(Type optionsType, IEnumerable<KeyValuePair<string, object?>> values, OptionPath path)
    {
        using var state = new PluginProcessState();
        try
        {
            return BindUnguarded(optionsType, values, path);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OutOfMemoryException))
        {
            // The record's own code: setters, getters, annotations and the check of all of them.
            var cause = exception is TargetInvocationException { InnerException: { } inner } ? inner : exception;
            throw path.Problem($"cannot have these options, because the plugin's own code for them failed: {OneLine.Format(cause)}", exception);
        }
    }

    private static object BindUnguarded(Type optionsType, IEnumerable<KeyValuePair<string, object?>> values, OptionPath path)
    {
        var options = Make(optionsType, path);
        var properties = OptionProperties.Find(optionsType);
        var said = new HashSet<PropertyInfo>();
        foreach (var (name, value) in values)
        {
            var property = OptionProperties.Named(properties, name)
                ?? throw path.Problem($"has no option '{OneLine.Format(name)}'. {NearestName.Advice(name, [.. properties.Select(OptionProperties.Name)])}");
            var optionPath = path.Option(property);
            if (!said.Add(property))
            {
                throw optionPath.Problem("is given twice.");
            }

            property.SetValue(options, OptionValue.Convert(value, property, optionPath));
        }

        if (properties.FirstOrDefault(property => OptionProperties.IsRequired(property) && property.GetValue(options) is null or "") is { } missing)
        {
            throw path.Option(missing).Problem("is required: it has no default.");
        }

        Validate(options, properties, path);
        return options;
    }

    private static object Make(Type optionsType, OptionPath path)
    {
        try
        {
            return Activator.CreateInstance(optionsType)!;
        }
        catch (Exception exception) when (exception is MissingMethodException or MemberAccessException or TargetInvocationException)
        {
            throw path.Problem($"cannot have options: {optionsType.Name} is not a record with a public parameterless constructor.", exception);
        }
    }

    private static void Validate(object options, IReadOnlyList<PropertyInfo> properties, OptionPath path)
    {
        var context = new ValidationContext(options);
        foreach (var property in properties)
        {
            Validate(property.GetValue(options), property, context, path.Option(property));
        }

        context.MemberName = null;
        if (options is IValidatableObject self && self.Validate(context).FirstOrDefault(result => result != ValidationResult.Success) is { } problem)
        {
            throw path.Problem($"{Conflict}{OneLine.Format(problem.ErrorMessage ?? "they do not fit together.")}");
        }
    }

    private static void Validate(object? value, PropertyInfo property, ValidationContext context, OptionPath path)
    {
        foreach (var annotation in property.GetCustomAttributes<ValidationAttribute>())
        {
            context.MemberName = property.Name;
            context.DisplayName = OptionProperties.Name(property);
            if (annotation.GetValidationResult(value, context) is { } failure)
            {
                var range = OptionRange.Words(property);
                throw path.Problem(
                    $"is {OptionValue.Show(value)}: {(range.Length > 0 ? $"allowed is {range}." : OneLine.Format(failure.ErrorMessage ?? "not allowed."))}");
            }
        }
    }
}
