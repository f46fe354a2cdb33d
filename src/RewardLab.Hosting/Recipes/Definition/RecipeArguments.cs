using System.Diagnostics.CodeAnalysis;
using RewardLab.Abstractions;
using RewardLab.Hosting.Naming;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A value for each parameter of a recipe.</summary>
public sealed class RecipeArguments
{
    private readonly Dictionary<string, object> _values;

    private RecipeArguments(Dictionary<string, object> values, IReadOnlyDictionary<string, string> sources)
    {
        _values = values;
        Sources = sources;
    }

    /// <summary>Values by name: int, long, double, bool or string.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Where each value comes from, by name: "default", "--set" or the preset's path.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>Defaults, overridden by a preset, overridden by settings.</summary>
    /// <param name="info">The recipe.</param>
    /// <param name="presetPath">A YAML file of "name: value": a path, or a name in the folder "presets/RECIPE" or "presets" beside the recipe; null for none.</param>
    /// <param name="settings">"name=value" each; of a name that is set twice the last one counts.</param>
    /// <exception cref="RecipeUsageException">A setting's name is unknown (the nearest known one is given) or its value does not fit.</exception>
    /// <exception cref="RewardLabException">The same of the preset, or it cannot be read.</exception>
    public static RecipeArguments Resolve(RecipeInfo info, string? presetPath = null, IEnumerable<string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        var values = info.Parameters.ToDictionary(p => p.Name, p => p.Default, StringComparer.Ordinal);
        var sources = info.Parameters.ToDictionary(p => p.Name, _ => "default", StringComparer.Ordinal);
        if (presetPath is not null)
        {
            foreach (var entry in PresetReader.Read(FindPreset(info, presetPath)))
            {
                values[entry.Name] = Find(info, entry.Name, entry.Place).Parse(entry.Value, entry.Place);
                sources[entry.Name] = presetPath;
            }
        }

        foreach (var setting in settings ?? [])
        {
            var (name, value) = Read(info, setting);
            values[name] = value;
            sources[name] = "--set";
        }

        return new RecipeArguments(values, sources);
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out object? value) => _values.TryGetValue(name, out value);

    private static (string Name, object Value) Read(RecipeInfo info, string setting)
    {
        var source = $"--set {setting}";
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new RecipeUsageException($"{source}: write name=value.");
        }

        var name = setting[..equals].Trim();
        try
        {
            return (name, Find(info, name, source).Parse(setting[(equals + 1)..].Trim(), source));
        }
        catch (RewardLabException exception)
        {
            throw new RecipeUsageException(exception.Message, exception);
        }
    }

    private static string FindPreset(RecipeInfo info, string preset)
    {
        var presets = Path.Combine(Path.GetDirectoryName(info.Path)!, "presets");
        // Where several recipes have presets of one name, each recipe's own lie in a folder of the recipe's name.
        var own = Path.Combine(presets, info.Name);
        string[] places = [preset, Path.Combine(own, preset), Path.Combine(own, preset + ".yaml"), Path.Combine(presets, preset), Path.Combine(presets, preset + ".yaml")];
        return Array.Find(places, File.Exists) ?? preset;
    }

    private static RecipeParameter Find(RecipeInfo info, string name, string source)
    {
        var parameter = info.Parameters.FirstOrDefault(p => p.Name == name);
        if (parameter is not null)
        {
            return parameter;
        }

        var advice = info.Parameters.Count == 0
            ? "it has no parameters."
            : $"{NearestName.Advice(name, [.. info.Parameters.Select(p => p.Name)])} ('recipes show {info.Name}' lists them.)";
        throw new RewardLabException($"{source}: {info.Name} has no parameter '{name}'; {advice}");
    }
}
