using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace RewardLab.Abstractions;

/// <summary>Options of TextNorm. Where neither tau nor scale nor a variant is given, it is min-max with <see cref="DefaultScale"/>; where tau is given,
/// equation 1.</summary>
public sealed record TextNormOptions : IValidatableObject
{
    /// <summary>Min-max's scale where none is given.</summary>
    /// <remarks>The best of those that the paper's authors tried (0.1, 1, 3, 5, 10), on images of Toybox that no report uses and the mean over its four
    /// rewards; from 10 on the curve
    /// is flat. Cross-validated over rewards and prompts: recipes/toybox/tune.csx.</remarks>
    public const double DefaultScale = 10;

    /// <summary>The temperature of equation 1 and of the logit difference where none is given, in units of the reward.</summary>
    public const double DefaultTau = 1;

    /// <summary>Which TextNorm. Default: equation 1 where <see cref="Tau"/> is given, else min-max.</summary>
    [Description(
        "minMax: softmax share of the image's scores, scaled to 0 to scale; equation1: softmax share at temperature tau; logitDifference: "
        + "the logit of that share; empty: equation1 if tau is given, else minMax")]
    public TextNormVariant? Variant { get; init; }

    /// <summary>Temperature tau of the softmax, in units of the reward it divides; for equation 1 and the logit difference. Default <see cref="DefaultTau"/>;
    /// range [1e-6, 1e6].</summary>
    [Description("temperature of the softmax, in units of the reward; for equation1 and logitDifference")]
    [Range(1e-6, 1e6)]
    public double? Tau { get; init; }

    /// <summary>The value to which an image's highest score is scaled before the softmax, the lowest being scaled to 0; for min-max.
    /// Independent of the reward's unit. Default
    /// <see cref="DefaultScale"/>; range [1e-6, 1e6].</summary>
    [Description("an image's scores are scaled to 0 to this value before the softmax, whatever the reward's unit; for minMax")]
    [Range(1e-6, 1e6)]
    public double? Scale { get; init; }

    /// <summary>The effective variant: the given one, or the one that follows from the other options.</summary>
    public TextNormVariant EffectiveVariant => Variant ?? (Tau is null ? TextNormVariant.MinMax : TextNormVariant.Equation1);

    /// <summary>The effective value: min-max's scale, or the temperature in units of the reward.</summary>
    public double EffectiveValue => EffectiveVariant == TextNormVariant.MinMax ? Scale ?? DefaultScale : Tau ?? DefaultTau;

    /// <summary>Creates the options of a variant from its one number.</summary>
    /// <param name="variant">The variant.</param>
    /// <param name="value">Min-max's scale, or the temperature in units of the reward.</param>
    public static TextNormOptions Create(TextNormVariant variant, double value) => variant switch
    {
        TextNormVariant.MinMax => new TextNormOptions { Scale = value },
        TextNormVariant.Equation1 => new TextNormOptions { Tau = value },
        _ => new TextNormOptions { Variant = variant, Tau = value },
    };

    /// <summary>Describes the effective setting for tables and messages, such as "min-max, scale 10" or "equation 1, tau 0.3".</summary>
    public string Describe()
    {
        var value = EffectiveValue.ToString("G4", CultureInfo.InvariantCulture);
        return EffectiveVariant switch
        {
            TextNormVariant.MinMax => $"min-max, scale {value}",
            TextNormVariant.Equation1 => $"equation 1, tau {value}",
            _ => $"logit difference, tau {value}",
        };
    }

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tau is not null && Scale is not null)
        {
            yield return new ValidationResult("give either tau (for equation 1 and the logit difference) or scale (for min-max), not both.");
        }
        else if (Variant == TextNormVariant.MinMax && Tau is not null)
        {
            yield return new ValidationResult("variant minMax has a scale, not a tau; leave out tau, or use variant equation1.");
        }
        else if (Variant is not (null or TextNormVariant.MinMax) && Scale is not null)
        {
            yield return new ValidationResult(
                $"variant {(Variant == TextNormVariant.Equation1 ? "equation1" : "logitDifference")} has a tau, not a scale; "
                + "leave out scale, or use variant minMax.");
        }
    }
}
