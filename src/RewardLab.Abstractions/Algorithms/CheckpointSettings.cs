using System.Reflection;
using System.Text.Json;

namespace RewardLab.Abstractions;

/// <summary>All that a piece of work depends on, as its checkpoints hold it, to tell work that resumes from work that was changed: values that JSON holds, by
/// name.</summary>
public sealed class CheckpointSettings
{
    private readonly Dictionary<string, object?> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _formerNames = new(StringComparer.Ordinal);

    /// <summary>Creates settings that hold nothing yet.</summary>
    public CheckpointSettings()
    {
    }

    /// <summary>Options, by their names in YAML and on the command line;
    /// those that cannot change results (<see cref="ResultInvariantAttribute"/>) are left out.</summary>
    /// <param name="options">An options record.</param>
    public CheckpointSettings(object options)
    {
        ArgumentNullException.ThrowIfNull(options);
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!property.CanWrite || property.IsDefined(typeof(ResultInvariantAttribute)))
            {
                continue;
            }

            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            _values[name] = property.GetValue(options) is Enum value ? value.ToString() : property.GetValue(options);
            foreach (var former in property.GetCustomAttributes<FormerNameAttribute>())
            {
                AddFormerName(name, former.Name);
            }
        }
    }

    /// <summary>The settings by name, in the order in which they were set.</summary>
    public IReadOnlyDictionary<string, object?> Values => _values;

    /// <summary>Names that settings had in earlier versions, by their present names.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> FormerNames =>
        _formerNames.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)entry.Value, StringComparer.Ordinal);

    /// <summary>A setting; what options say under the same name is replaced.</summary>
    /// <param name="name">Such as "seed".</param>
    public object? this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>Says what a setting was called in an earlier version, whose checkpoints are read too.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="formerName">What it was called; case does not count.</param>
    /// <returns>These settings.</returns>
    public CheckpointSettings AddFormerName(string name, string formerName)
    {
        if (!_formerNames.TryGetValue(name, out var names))
        {
            _formerNames.Add(name, names = []);
        }

        names.Add(formerName);
        return this;
    }
}
