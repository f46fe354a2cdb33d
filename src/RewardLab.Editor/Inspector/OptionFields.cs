using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Editor.Inspector;

/// <summary>The options of a component as fields, generated from the record that its author wrote.</summary>
internal static class OptionFields
{
    /// <summary>A field for each option, those of groups as "group.option".</summary>
    /// <param name="optionsType">The record.</param>
    /// <param name="values">What is said of them, by name.</param>
    public static IReadOnlyList<OptionField> Create(Type optionsType, IReadOnlyDictionary<string, object?> values) =>
        [.. Flat(OptionsDescription.Create(optionsType), "")
            .Select(option => Create(option.Name, option.Description, optionsType, OptionsBinder.WithPresentNames(optionsType, values)))];

    /// <summary>What is said once a field has a text: the value, or nothing where it is the default again.</summary>
    public static Dictionary<string, object?> With(IReadOnlyDictionary<string, object?> values, OptionField option, string text)
    {
        var all = new Dictionary<string, object?>(values, StringComparer.Ordinal);
        var names = option.Field.Name.Split('.');
        var level = all;
        foreach (var group in names[..^1])
        {
            var inner = Find(level, group) is IEnumerable<KeyValuePair<string, object?>> said
                ? new Dictionary<string, object?>(said, StringComparer.Ordinal)
                : new Dictionary<string, object?>(StringComparer.Ordinal);
            level[KeyOf(level, group)] = inner;
            level = inner;
        }

        var key = KeyOf(level, names[^1]);
        if (text == option.Field.Default)
        {
            level.Remove(key);
        }
        else
        {
            level[key] = OptionText.Parse(text, option.Type);
        }

        foreach (var group in names[..^1].Where(group => Find(all, group) is IReadOnlyCollection<KeyValuePair<string, object?>> { Count: 0 }))
        {
            all.Remove(KeyOf(all, group));
        }

        return all;
    }

    private static IEnumerable<(string Name, OptionDescription Description)> Flat(IEnumerable<OptionDescription> options, string prefix) =>
        options.SelectMany(option => option.Options.Count > 0 ? Flat(option.Options, $"{prefix}{option.Name}.") : [($"{prefix}{option.Name}", option)]);

    private static OptionField Create(string name, OptionDescription option, Type optionsType, IReadOnlyDictionary<string, object?> values)
    {
        var type = Nullable.GetUnderlyingType(option.Type) ?? option.Type;
        var isNumber = option.TypeName is "number" or "whole number";
        OptionField? self = null;
        var field = new Field
        {
            Name = name,
            Kind = option.IsPath ? FieldKind.Path
                : type == typeof(bool) && option.Type == type ? FieldKind.Flag
                : option.Choices.Count > 0 ? FieldKind.Choice
                : isNumber ? FieldKind.Number
                : FieldKind.Text,
            Default = option.DefaultText,
            Text = TryGetValue(values, name.Split('.'), out var value) ? OptionText.Format(value) : option.DefaultText,
            Description = option.Description,
            Range = Words(option),
            Choices = option.Choices,
            Minimum = option.Minimum,
            Maximum = option.Maximum,
            IsWhole = option.TypeName == "whole number",
            Check = text => Check(optionsType, values, self!, text)
                ?? (option.IsPath ? PathCheck.Problem(text, option.Name, option.Description) : null),
        };
        return self = new OptionField(field, option.Type);
    }

    private static string Words(OptionDescription option) => option.Range.Length == 0 ? option.TypeName
        : option.Range.StartsWith("one of", StringComparison.Ordinal) ? option.Range
        : $"{option.TypeName}, {option.Range}";

    // The binder is the judge; of its complaints those are this field's that name it.
    private static string? Check(Type optionsType, IReadOnlyDictionary<string, object?> values, OptionField option, string text)
    {
        try
        {
            OptionsBinder.Bind(optionsType, With(values, option, text), "");
            return null;
        }
        catch (RewardLabException exception)
        {
            return exception.Message.Contains($"option '{option.Field.Name}'", StringComparison.Ordinal)
                || exception.Message.Contains($"option '{option.Field.Name}[", StringComparison.Ordinal)
                ? exception.Message.Contains("is required", StringComparison.Ordinal) ? "is required" : $"must be {option.Field.Range}"
                : exception.Message.IndexOf(OptionsBinder.Conflict, StringComparison.Ordinal) is >= 0 and var conflict
                    && Fits(optionsType, With(values, option, option.Field.Default))
                    ? exception.Message[(conflict + OptionsBinder.Conflict.Length)..].TrimEnd('.')
                    : null;
        }
    }

    // Options that do not go together are said of the field whose text brings that about.
    private static bool Fits(Type optionsType, Dictionary<string, object?> values)
    {
        try
        {
            OptionsBinder.Bind(optionsType, values, "");
            return true;
        }
        catch (RewardLabException)
        {
            return false;
        }
    }

    private static bool TryGetValue(IReadOnlyDictionary<string, object?> values, string[] names, out object? value)
    {
        value = null;
        if (!values.Keys.Any(key => IsName(key, names[0])))
        {
            return false;
        }

        value = Find(values, names[0]);
        return names.Length == 1
            || (value is IEnumerable<KeyValuePair<string, object?>> inner
                && TryGetValue(new Dictionary<string, object?>(inner, StringComparer.Ordinal), names[1..], out value));
    }

    private static object? Find(IEnumerable<KeyValuePair<string, object?>> values, string name) => values.FirstOrDefault(pair => IsName(pair.Key, name)).Value;

    private static string KeyOf(Dictionary<string, object?> values, string name) => values.Keys.FirstOrDefault(key => IsName(key, name)) ?? name;

    private static bool IsName(string key, string name) => string.Equals(key, name, StringComparison.OrdinalIgnoreCase);
}
