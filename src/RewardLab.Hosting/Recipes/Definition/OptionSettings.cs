using RewardLab.Abstractions;
using RewardLab.Hosting.Components;

namespace RewardLab.Hosting.Recipes.Definition;

/// <summary>Options of a component as a command line sets them: a path of names with dots, which lead into groups, and a text each.</summary>
public static class OptionSettings
{
    /// <summary>Reads "path=value".</summary>
    /// <param name="setting">The text.</param>
    /// <param name="form">Its form and an example, for the message.</param>
    /// <exception cref="RecipeUsageException">It has another form.</exception>
    public static KeyValuePair<string, string> Parse(string setting, string form)
    {
        ArgumentNullException.ThrowIfNull(setting);
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        return equals <= 0 || setting[..equals].Split('.').Any(string.IsNullOrWhiteSpace)
            ? throw new RecipeUsageException($"--set {setting} is not of the form {form}.")
            : KeyValuePair.Create(setting[..equals].Trim(), setting[(equals + 1)..]);
    }

    /// <summary>The option of a path, under its present name or a former one; null where there is none.</summary>
    public static OptionDescription? Find(IReadOnlyList<OptionDescription> options, string path)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(path);
        OptionDescription? option = null;
        foreach (var name in path.Split('.'))
        {
            option = options.FirstOrDefault(known => IsCalled(known, name));
            options = option?.Options ?? [];
        }

        return option;
    }

    /// <summary>Whether an option has a name, or had it in an earlier version.</summary>
    public static bool IsCalled(OptionDescription option, string name)
    {
        ArgumentNullException.ThrowIfNull(option);
        return option.FormerNames.Prepend(option.Name).Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Options as <see cref="ComponentReference"/> takes them: groups are dictionaries.</summary>
    /// <param name="settings">Texts by path.</param>
    /// <exception cref="RecipeUsageException">A name is both an option with a value and a group.</exception>
    public static Dictionary<string, object?> Nest(IEnumerable<KeyValuePair<string, string>> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var root = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (path, value) in settings)
        {
            var names = path.Split('.');
            var group = root;
            foreach (var name in names[..^1])
            {
                if (!group.TryGetValue(name, out var inner))
                {
                    group[name] = inner = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
                }

                group = inner as Dictionary<string, object?>
                    ?? throw new RecipeUsageException($"--set {path}={value}: '{name}' already has a value and is not a group of options.");
            }

            if (group.TryGetValue(names[^1], out var earlier) && earlier is Dictionary<string, object?>)
            {
                throw new RecipeUsageException($"--set {path}={value}: '{names[^1]}' is a group of options, of which one is already set.");
            }

            group[names[^1]] = value;
        }

        return root;
    }
}
