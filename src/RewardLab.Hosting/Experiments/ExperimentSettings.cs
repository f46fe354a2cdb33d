using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;
using RewardLab.Hosting.Rewards;
using YamlDotNet.RepresentationModel;

namespace RewardLab.Hosting.Experiments;

/// <summary>Values that a command line gives an experiment: "optimizer.epochs=2".</summary>
public static class ExperimentSettings
{
    private static readonly IReadOnlyList<string> Parts = [ExperimentKeys.Model, ExperimentKeys.Reward, ExperimentKeys.Optimizer];

    private const string Tau = "tau";
    private const string Scale = "scale";
    private const string Variant = "variant";

    /// <summary>An experiment with other values.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="settings">PART.OPTION=VALUE each, the part being model, reward (the root of its tree) or optimizer; or imagesPerPrompt=N.</param>
    /// <exception cref="RecipeUsageException">A setting is none of these, or its part is missing in the experiment.</exception>
    public static Experiment Apply(Experiment experiment, IEnumerable<string> settings)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(settings);
        string[] all = [.. settings];
        if (experiment.Reward is TextNormNode)
        {
            RequireToFit(all);
        }

        return all.Aggregate(experiment, Apply);
    }

    private static Experiment Apply(Experiment experiment, string setting)
    {
        var equals = setting.IndexOf('=', StringComparison.Ordinal);
        var name = equals > 0 ? setting[..equals].Trim() : throw Usage(setting, "write name=value.");
        var text = setting[(equals + 1)..].Trim();
        if (name == ExperimentKeys.ImagesPerPrompt)
        {
            return Experiment.TryReadImagesPerPrompt(text, out var count)
                ? experiment with { ImagesPerPrompt = count }
                : throw Usage(setting, $"imagesPerPrompt must be a whole number from 1 to {Experiment.MaxImagesPerPrompt}.");
        }

        if (name.Split('.', 2) is not [var part, { Length: > 0 } option] || !Parts.Contains(part))
        {
            throw Usage(setting, $"an experiment's settings are imagesPerPrompt and PART.OPTION, where PART is {string.Join(", ", Parts)}.");
        }

        return (part, experiment) switch
        {
            (ExperimentKeys.Model, { Model: { } model }) => experiment with { Model = With(model, option, text) },
            (ExperimentKeys.Optimizer, { Optimizer: { } optimizer }) => experiment with { Optimizer = With(optimizer, option, text) },
            (ExperimentKeys.Reward, { Reward: RewardModelNode leaf }) => experiment with { Reward = new RewardModelNode(With(leaf.Component, option, text)) },
            (ExperimentKeys.Reward, { Reward: EnsembleNode ensemble }) => experiment with
            {
                Reward = ensemble with { Ensemble = With(ensemble.Ensemble, option, text) },
            },
            (ExperimentKeys.Reward, { Reward: TextNormNode textNorm }) => experiment with
            {
                Reward = textNorm with { Options = Bound(textNorm.Options, option, text, setting) },
            },
            _ => throw Usage(setting, $"the experiment has no {part}."),
        };
    }

    private static ComponentReference With(ComponentReference reference, string option, string text)
    {
        var key = reference.Options.Keys.FirstOrDefault(known => string.Equals(known, option, StringComparison.OrdinalIgnoreCase)) ?? option;
        return reference with { Options = new Dictionary<string, object?>(reference.Options, StringComparer.Ordinal) { [key] = Value(text) } };
    }

    // Each of these replaces what the file says of the others; those of the command line must go together.
    private static void RequireToFit(string[] settings)
    {
        var given = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var setting in settings)
        {
            if (new[] { Tau, Scale, Variant }.FirstOrDefault(option => IsOf(setting, option)) is { } option)
            {
                given[option] = Value(setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim());
                TryBind(given, setting);
            }
        }
    }

    // Whoever gives a scale on the command line wants min-max, whatever temperature the file has; and the other way round.
    private static TextNormOptions Bound(TextNormOptions options, string option, string text, string setting)
    {
        options = option switch
        {
            Scale => options with { Tau = null, Variant = null },
            Tau => options with { Scale = null, Variant = options.Variant == TextNormVariant.MinMax ? null : options.Variant },
            Variant when string.Equals(text, OptionText.Format(TextNormVariant.MinMax), StringComparison.OrdinalIgnoreCase) => options with { Tau = null },
            Variant => options with { Scale = null },
            _ => options,
        };
        var values = new Dictionary<string, object?>(
            OptionsDescription.ValuesOf(options).Where(value => value.Value is not null), StringComparer.OrdinalIgnoreCase) { [option] = Value(text) };
        return TryBind(values, setting);
    }

    private static TextNormOptions TryBind(IReadOnlyDictionary<string, object?> values, string setting)
    {
        try
        {
            return TextNormBinder.Bind(values);
        }
        catch (RewardLabException exception)
        {
            throw new RecipeUsageException(Usage(setting, exception.Message).Message, exception);
        }
    }

    private static bool IsOf(string setting, string option) =>
        setting.TrimStart().StartsWith($"{ExperimentKeys.Reward}.{option}=", StringComparison.OrdinalIgnoreCase);

    private static object? Value(string text) => YamlValue.TryRead(new YamlScalarNode(text), out var value) ? value : text;

    private static RecipeUsageException Usage(string setting, string message) => new($"--set {OneLine.Format(setting)}: {message}");
}
