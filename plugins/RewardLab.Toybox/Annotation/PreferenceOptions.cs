using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Abstractions;

namespace RewardLab.Toybox.Annotation;

/// <summary>What sways people who choose between two images, in log-odds from one end of each scale to the other.</summary>
public sealed record PreferenceOptions
{
    /// <summary>Weight of being true to the prompt. Default 1.5; range 0..20.</summary>
    [Description("log-odds that a correct image is preferred to an incorrect one")]
    [Range(0.0, 20.0)]
    [DefaultValue(1.5)]
    [FormerName("truthWeight")]
    public double AlignmentWeight { get; init; } = 1.5;

    /// <summary>Weight of how near the counts are: 1 where they are right, 1/e for each object off. Default 1.5; range 0..20.</summary>
    [Description("log-odds between right counts and counts far off")]
    [Range(0.0, 20.0)]
    [DefaultValue(1.5)]
    public double ClosenessWeight { get; init; } = 1.5;

    /// <summary>Weight of <see cref="Inspection.ImageInspection.Fidelity"/>. Default 2; range 0..20.</summary>
    [Description("log-odds between full and no fidelity")]
    [Range(0.0, 20.0)]
    [DefaultValue(2.0)]
    public double FidelityWeight { get; init; } = 2.0;

    /// <summary>Weight of <see cref="ImageAppeal"/>, which has nothing to do with the prompt. Default 9; range 0..40.</summary>
    /// <remarks>The images that Toybox generates for one prompt differ little in appeal: with 9 it sways a preference among them as much as alignment and
    /// closeness do together (standard deviations within a prompt 1.1 and 1.2).</remarks>
    [Description("log-odds between full and no appeal")]
    [Range(0.0, 40.0)]
    [DefaultValue(9.0)]
    public double AppealWeight { get; init; } = 9.0;
}
