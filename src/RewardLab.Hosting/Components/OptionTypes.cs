using System.Reflection;
using System.Text.Json;

namespace RewardLab.Hosting.Components;

/// <summary>The types an option may have, and their names for people.</summary>
internal static class OptionTypes
{
    private static readonly HashSet<Type> WholeNumbers =
        [typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong)];

    private static readonly HashSet<Type> ListInterfaces =
        [typeof(IEnumerable<>), typeof(IReadOnlyCollection<>), typeof(IReadOnlyList<>), typeof(ICollection<>), typeof(IList<>), typeof(List<>)];

    private static readonly HashSet<Type> MapInterfaces = [typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>), typeof(Dictionary<,>)];

    public static bool IsWholeNumber(Type type) => WholeNumbers.Contains(type);

    public static bool IsNumber(Type type) =>
        IsWholeNumber(type) || type == typeof(double) || type == typeof(float) || type == typeof(decimal) || type == typeof(Half);

    /// <summary>The type of a list's entries, or null for what is not a list.</summary>
    public static Type? ElementType(Type type) =>
        type is { IsArray: true } && type.GetArrayRank() == 1 ? type.GetElementType()
        : type.IsGenericType && ListInterfaces.Contains(type.GetGenericTypeDefinition()) ? type.GetGenericArguments()[0]
        : null;

    /// <summary>The type of a map's values, where its keys are strings; else null.</summary>
    public static Type? ValueType(Type type) =>
        type.IsGenericType
        && MapInterfaces.Contains(type.GetGenericTypeDefinition())
        && type.GetGenericArguments() is [var key, var value]
        && key == typeof(string)
            ? value
            : null;

    /// <summary>A record of options inside another.</summary>
    public static bool IsGroup(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type != typeof(string) && type != typeof(object) && ElementType(type) is null && ValueType(type) is null
        && type.GetConstructor(Type.EmptyTypes) is not null;

    /// <summary>The one text that is required of a group, which may stand for the group as a whole: "x.safetensors" for {path: x.safetensors}; null where
    /// there is none.</summary>
    public static PropertyInfo? TextOf(Type group) =>
        OptionProperties.Find(group).Where(OptionProperties.IsRequired).ToArray() is [{ } only] && only.PropertyType == typeof(string) ? only : null;

    public static IReadOnlyList<string> Choices(Type enumType) => [.. Enum.GetNames(enumType).Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static string Words(Type type) =>
        type == typeof(bool) ? "yes or no"
        : type == typeof(string) ? "text"
        : IsWholeNumber(type) ? "whole number"
        : IsNumber(type) ? "number"
        : type.IsEnum ? $"one of {string.Join(", ", Choices(type))}"
        : Nullable.GetUnderlyingType(type) is { } inner ? Words(inner)
        : ElementType(type) is { } list && IsGroup(list)
            ? $"list of {{{string.Join(", ", OptionProperties.Find(list).Select(OptionProperties.Name))}"
                + $"}}{(TextOf(list) is { } text ? $", or one {OptionProperties.Name(text)}" : "")}"
        : ElementType(type) is { } element ? $"list of {Words(element)}"
        : ValueType(type) is { } value ? $"map of {Words(value)}"
        : IsGroup(type) ? "group"
        : type.Name;
}
