using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Text;

namespace RewardLab.Jobs.Scores;

/// <summary>Options of rewards on a command line: --set REWARD.OPTION=VALUE.</summary>
internal static class RewardSettings
{
    private const string Form = "REWARD.OPTION=VALUE, such as clip.model=clip-vit-l14";

    /// <summary>Gives rewards the options that are set for them.</summary>
    /// <exception cref="RecipeUsageException">A setting is not of that form, or names a reward that is not in use.</exception>
    public static IEnumerable<ComponentReference> Apply(IReadOnlyList<string> settings, IReadOnlyList<ComponentReference> references)
    {
        var parsed = settings.Select(setting => Parse(setting, references)).ToArray();
        return references.Select(reference => With(reference, parsed));
    }

    // An id has no dots: the first one ends it, and others lead into groups of options.
    private static (string Reward, string Option, string Value) Parse(string setting, IReadOnlyList<ComponentReference> references)
    {
        var (path, value) = OptionSettings.Parse(setting, Form);
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            throw new RecipeUsageException($"--set {setting} is not of the form {Form}.");
        }

        var reward = path[..dot];
        return references.Any(reference => reference.Id == reward)
            ? (reward, path[(dot + 1)..], value)
            : throw new RecipeUsageException(
                $"--set {setting}: reward '{reward}' is not in use. {NearestName.Advice(reward, [.. references.Select(reference => reference.Id)])}");
    }

    private static ComponentReference With(ComponentReference reference, IEnumerable<(string Reward, string Option, string Value)> settings)
    {
        var options = new Dictionary<string, object?>(reference.Options, StringComparer.Ordinal);
        var own = settings.Where(setting => setting.Reward == reference.Id).Select(setting => KeyValuePair.Create(setting.Option, setting.Value));
        foreach (var (option, value) in OptionSettings.Nest(own))
        {
            options[option] = value;
        }

        return new ComponentReference(reference.Id, options);
    }
}
