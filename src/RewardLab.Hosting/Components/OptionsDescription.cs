using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using RewardLab.Abstractions;
using RewardLab.Hosting.Plugins.Assemblies;

namespace RewardLab.Hosting.Components;

/// <summary>Reads an options record: names, types, defaults, ranges and descriptions, so that none of them is written twice.</summary>
public static class OptionsDescription
{
    // Deep enough for any sensible record, and an end for one that contains itself.
    private const int MaxDepth = 6;

    /// <summary>The options of a record, in the order they are declared.</summary>
    /// <remarks>A default is what a new record holds; where a record cannot be made, it is what [DefaultValue] says.</remarks>
    public static IReadOnlyList<OptionDescription> Create(Type optionsType)
    {
        ArgumentNullException.ThrowIfNull(optionsType);
        using var state = new PluginProcessState();
        return Create(optionsType, MaxDepth);
    }

    /// <summary>What a record's options hold, by name.</summary>
    public static IReadOnlyDictionary<string, object?> ValuesOf(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var state = new PluginProcessState();
        return OptionProperties.Find(options.GetType())
            .ToDictionary(OptionProperties.Name, property => property.GetValue(options), StringComparer.OrdinalIgnoreCase);
    }

    private static IReadOnlyList<OptionDescription> Create(Type optionsType, int depth)
    {
        var fresh = TryMake(optionsType);
        return depth == 0 ? [] : [.. OptionProperties.Find(optionsType).Select(property => Describe(property, fresh, depth))];
    }

    private static OptionDescription Describe(PropertyInfo property, object? fresh, int depth)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new OptionDescription
        {
            Name = OptionProperties.Name(property),
            FormerNames = [.. property.GetCustomAttributes<FormerNameAttribute>().Select(former => former.Name)],
            Type = property.PropertyType,
            TypeName = OptionTypes.Words(type),
            Default = fresh is null ? property.GetCustomAttribute<DefaultValueAttribute>()?.Value : property.GetValue(fresh),
            IsRequired = OptionProperties.IsRequired(property),
            IsResultInvariant = property.IsDefined(typeof(ResultInvariantAttribute)),
            Range = OptionRange.Words(property),
            Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description
                ?? property.GetCustomAttribute<DisplayAttribute>()?.GetDescription() ?? "",
            Minimum = OptionRange.Limits(property).Minimum,
            Maximum = OptionRange.Limits(property).Maximum,
            IsPath = property.IsDefined(typeof(PathOptionAttribute)),
            Choices = type.IsEnum ? OptionTypes.Choices(type) : OptionRange.Texts(property),
            Options = OptionTypes.IsGroup(type) ? Create(type, depth - 1) : [],
        };
    }

    private static object? TryMake(Type type)
    {
        try
        {
            return Activator.CreateInstance(type);
        }
        catch (Exception exception) when (exception is MissingMethodException or TargetInvocationException or MemberAccessException)
        {
            return null;
        }
    }
}
