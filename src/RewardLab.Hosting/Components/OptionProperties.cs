using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components;

/// <summary>Which properties of a record are options, and what they are called.</summary>
internal static class OptionProperties
{
    /// <summary>Public properties that can be read and set.</summary>
    public static IReadOnlyList<PropertyInfo> Find(Type type) =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(
                property => property.GetIndexParameters().Length == 0 && property.GetMethod is { IsPublic: true } && property.SetMethod is { IsPublic: true })
            .OrderBy(property => property.MetadataToken)];

    /// <summary>The option of a name, its present one or a former one; null where there is none.</summary>
    public static PropertyInfo? Named(IReadOnlyList<PropertyInfo> properties, string name) =>
        properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? properties.FirstOrDefault(property => WasNamed(property, name));

    /// <summary>Whether an option, or a value of one, had a name in an earlier version.</summary>
    public static bool WasNamed(MemberInfo member, string? name) =>
        member.GetCustomAttributes<FormerNameAttribute>().Any(former => string.Equals(former.Name, name, StringComparison.OrdinalIgnoreCase));

    public static string Name(PropertyInfo property) => JsonNamingPolicy.CamelCase.ConvertName(property.Name);

    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredAttribute));

    public static bool AllowsNull(PropertyInfo property) => property.PropertyType.IsValueType
        ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull;
}
