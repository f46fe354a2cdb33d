using System.Security.Cryptography;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Jobs.Prompts;

/// <summary>A generator with the options that a command line gives it.</summary>
internal sealed class GeneratorChoice
{
    private readonly string _id;
    private readonly SortedDictionary<string, string> _settings;
    private readonly ComponentDescription? _component;

    private GeneratorChoice(string id, SortedDictionary<string, string> settings, ComponentDescription? component) =>
        (_id, _settings, _component) = (id, settings, component);

    /// <summary>The generator and its options, nested where a name has dots.</summary>
    public ComponentReference Reference => new(_id, OptionSettings.Nest(_settings));

    /// <summary>Reads a command line.</summary>
    /// <param name="id">The generator's id.</param>
    /// <param name="settings">"option=value" each; dots lead into groups.</param>
    /// <param name="shorthands">Options with command-line options of their own, and their values; null for those not given.</param>
    /// <param name="components">What there is.</param>
    /// <exception cref="RecipeUsageException">A setting is none, or a shorthand is for other generators.</exception>
    public static GeneratorChoice Parse(
        string id,
        IReadOnlyList<string> settings,
        IReadOnlyList<(string Option, string? Value)> shorthands,
        IReadOnlyList<ComponentDescription> components)
    {
        var component = components.FirstOrDefault(other => other.Kind == ComponentKind.PromptGenerator && other.Id == id);
        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings)
        {
            var (path, value) = OptionSettings.Parse(setting, "OPTION=VALUE, such as reach=1 ('plugins show' lists a generator's options)");
            values[path] = value;
        }

        foreach (var (option, value) in shorthands)
        {
            if (value is not null)
            {
                values[component is null ? option : PathOf(option, component)] = value;
            }
        }

        return new GeneratorChoice(id, values, component);
    }

    /// <summary>All that the generator's sets depend on: its id, and the options given that can change results,
    /// with the content of files that they name.</summary>
    public string Describe()
    {
        var options = _component is null ? [] : OptionsDescription.Create(_component.OptionsType);
        return string.Join(
            '\n',
            _settings.Where(setting => OptionSettings.Find(options, setting.Key)?.IsResultInvariant != true)
                .Select(setting => $"{setting.Key.ToLowerInvariant()}={setting.Value}{Content(setting.Value)}")
                .Prepend(_id));
    }

    // An option of the generator, or of a group of its options.
    private static string PathOf(string option, ComponentDescription component)
    {
        var options = OptionsDescription.Create(component.OptionsType);
        return options.Any(known => known.Name == option) ? option
            : options.FirstOrDefault(group => group.Options.Any(known => known.Name == option)) is { } owner ? $"{owner.Name}.{option}"
            : throw new RecipeUsageException(
                $"--{option}: generator '{component.Id}' has no option '{option}', which is for generators that ask a language model, such as llm.");
    }

    private static string Content(string value)
    {
        try
        {
            using var file = File.Exists(value) ? RegularFile.OpenRead(value) : null;
            return file is null ? "" : $" {Convert.ToHexStringLower(SHA256.HashData(file))}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Whoever needs the file will say so.
            return "";
        }
    }
}
