using System.CommandLine;
using System.CommandLine.Parsing;
using RewardLab.Abstractions;
using RewardLab.Hosting.Components;
using RewardLab.Hosting.Recipes.Definition;

namespace RewardLab.Jobs.Scores;

/// <summary>The settings of TextNorm on a command line.</summary>
internal sealed class TextNormArguments
{
    private static readonly string[] Variants = [.. Enum.GetValues<TextNormVariant>().Select(variant => OptionText.Format(variant))];

    private readonly Option<double?> _scale = new("--scale")
    {
        Description =
            "min-max TextNorm's scale, whatever the reward's unit [default where neither --scale nor --tau is given: "
            + $"{OptionText.Format(TextNormOptions.DefaultScale)}]",
        HelpName = "S",
    };

    private readonly Option<double?> _tau = new("--tau") { Description = "equation 1's temperature, in units of the reward", HelpName = "T" };
    private readonly Option<string?> _variant = new("--variant")
    {
        Description = $"which TextNorm: {string.Join(", ", Variants)} [default: equation1 with --tau, else minMax]",
        HelpName = "VARIANT",
    };
    private Option<string?>? _generator;

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="generator">The option that asks for TextNorm, without which they mean nothing.</param>
    public void AddTo(Command command, Option<string?> generator)
    {
        _generator = generator;
        foreach (var option in new Option[] { _scale, _tau, _variant })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The TextNorm options of the command line.</summary>
    /// <exception cref="RecipeUsageException">A value is out of range, two do not go together, or TextNorm was not asked for.</exception>
    public TextNormOptions Read(ParseResult parsed)
    {
        if ((parsed.GetValue(_scale) ?? 1) is var scale && !(scale > 0))
        {
            throw new RecipeUsageException("--scale must be greater than 0.");
        }

        if ((parsed.GetValue(_tau) ?? 1) is var tau && !(tau > 0))
        {
            throw new RecipeUsageException("--tau must be greater than 0.");
        }

        foreach (var option in new Option[] { _scale, _tau, _variant })
        {
            if (parsed.GetResult(option) is OptionResult { Implicit: false } && parsed.GetValue(_generator!) is null)
            {
                throw new RecipeUsageException(
                    $"{option.Name} is a setting of TextNorm. Add --textnorm with a generator of contrastive prompts, such as --textnorm rules.");
            }
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in new (string, object?)[]
        {
            ("scale", parsed.GetValue(_scale)),
            ("tau", parsed.GetValue(_tau)),
            ("variant", parsed.GetValue(_variant)),
        })
        {
            if (value is not null)
            {
                values[name] = value;
            }
        }

        try
        {
            return OptionsBinder.Bind<TextNormOptions>(values, "--textnorm");
        }
        catch (RewardLabException exception)
        {
            throw new RecipeUsageException(exception.Message, exception);
        }
    }
}
