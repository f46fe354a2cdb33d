using System.Diagnostics.CodeAnalysis;
using RewardLab.Abstractions;
using RewardLab.Hosting.Text;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>A value for each parameter of a recipe.</summary>
public sealed class RecipeArguments
{
    private readonly Dictionary<string, object> _values;

    private RecipeArguments(RecipeInfo info, Dictionary<string, object> values, IReadOnlyDictionary<string, string> sources, IReadOnlyList<string> notices)
    {
        Info = info;
        _values = values;
        Sources = sources;
        Notices = notices;
    }

    /// <summary>Values by name: int, long, double, bool or string. All parameters of the recipe's own; of components' options those that the recipe, a preset
    /// or a setting gives a value, for the others keep the component's default.</summary>
    public IReadOnlyDictionary<string, object> Values => _values;

    /// <summary>Where each value comes from, by name: "default", "--set" or the preset's path.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    /// <summary>What the user should know, a line each, such as that a parameter has another name now.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>The recipe that they are for.</summary>
    internal RecipeInfo Info { get; }

    /// <summary>Defaults, overridden by a preset, overridden by settings.</summary>
    /// <param name="info">The recipe, <see cref="RecipeInfo.WithComponents">with components</see> where it has groups of options.</param>
    /// <param name="presetPath">A YAML file of "name: value": a path, or a name in the folder "presets/RECIPE" or "presets" beside the recipe;
    /// null for none.</param>
    /// <param name="settings">"name=value" each; of a name that is set twice the last one counts.</param>
    /// <exception cref="RecipeUsageException">A setting's name is unknown (the nearest known one is given) or its value does not fit.</exception>
    /// <exception cref="RewardLabException">The same of the preset, or it cannot be read.</exception>
    public static RecipeArguments Resolve(RecipeInfo info, string? presetPath = null, IEnumerable<string>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(info);
        var names = new ParameterNames(info);
        var known = info.Parameters.Where(parameter => parameter.Option is null || parameter.IsDifferent).ToArray();
        var values = known.ToDictionary(p => p.Name, p => p.Default, StringComparer.Ordinal);
        var sources = known.ToDictionary(p => p.Name, _ => "default", StringComparer.Ordinal);
        if (presetPath is not null)
        {
            foreach (var entry in PresetReader.Read(FindPreset(info, presetPath)))
            {
                foreach (var parameter in names.Find(entry))
                {
                    values[parameter.Name] = parameter.Parse(entry.Value, entry.Place);
                    sources[parameter.Name] = presetPath;
                }
            }
        }

        foreach (var setting in settings ?? [])
        {
            foreach (var (name, value) in Read(names, setting))
            {
                values[name] = value;
                sources[name] = "--set";
            }
        }

        return new RecipeArguments(info, values, sources, names.Notices);
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out object? value) => _values.TryGetValue(name, out value);

    /// <summary>A group's values as its component's record takes them, by option: those that the recipe, a preset or a setting gives.</summary>
    internal IReadOnlyDictionary<string, object?> OptionsOf(string group) => Info.Parameters
        .Where(parameter => parameter.Group == group && _values.ContainsKey(parameter.Name))
        .ToDictionary(parameter => parameter.Option!.Name, parameter => parameter.ForRecord(_values[parameter.Name]), StringComparer.Ordinal);

    private static (string Name, object Value)[] Read(ParameterNames names, string setting)
    {
        var source = $"--set {setting}";
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new RecipeUsageException($"{source} is not of the form name=value.");
        }

        try
        {
            var text = setting[(equals + 1)..].Trim();
            return [.. names.Find(setting[..equals].Trim(), source).Select(parameter => (parameter.Name, parameter.Parse(text, source)))];
        }
        catch (RewardLabException exception)
        {
            throw new RecipeUsageException(exception.Message, exception);
        }
    }

    private static string FindPreset(RecipeInfo info, string preset)
    {
        var presets = Path.Combine(Path.GetDirectoryName(info.Path)!, "presets");
        // Where several recipes have presets of one name, each recipe's own are in a folder of the recipe's name.
        var own = Path.Combine(presets, info.Name);
        string[] places =
        [
            preset,
            Path.Combine(own, preset),
            Path.Combine(own, preset + ".yaml"),
            Path.Combine(presets, preset),
            Path.Combine(presets, preset + ".yaml"),
        ];
        return Array.Find(places, File.Exists) ?? throw new RecipeUsageException(NoSuchPreset(info, preset, [own, presets]));
    }

    private static string NoSuchPreset(RecipeInfo info, string preset, string[] folders)
    {
        string[] names =
        [
            .. folders.Where(Directory.Exists).SelectMany(folder => Directory.EnumerateFiles(folder, "*.yaml"))
                .Select(path => Path.GetFileNameWithoutExtension(path)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return names.Length == 0
            ? $"There is no preset '{preset}': no such file, and {info.Name} has no presets. Set parameters with --set NAME=VALUE."
            : $"There is no preset '{preset}' of {info.Name}. {NearestName.Advice(Path.GetFileNameWithoutExtension(preset), names)}";
    }
}
