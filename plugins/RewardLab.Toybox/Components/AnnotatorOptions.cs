using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using RewardLab.Toybox.Annotation;

namespace RewardLab.Toybox.Components;

/// <summary>Options of "toybox-annotator".</summary>
public sealed record AnnotatorOptions
{
    /// <summary>Which annotator: 0 careful, 1 average, 2 hasty. Default 0.</summary>
    [Description("which annotator: 0 careful, 1 average, 2 hasty")]
    [Range(0, Annotator.Count - 1)]
    [DefaultValue(0)]
    public int Index { get; init; }

    /// <summary>Decides where the annotator errs. Default 0; not negative.</summary>
    [Description("seed of the annotator's mistakes")]
    [Range(0, int.MaxValue)]
    [DefaultValue(0)]
    public int Seed { get; init; }
}
