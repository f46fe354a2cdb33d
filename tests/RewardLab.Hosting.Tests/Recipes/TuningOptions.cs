using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Hosting.Tests.Recipes;

/// <summary>Options as an algorithm has them.</summary>
public sealed record TuningOptions
{
    [Description("most epochs")]
    [Range(1, 1000)]
    public int Epochs { get; init; } = 500;

    [Description("AdamW's learning rate")]
    [Range(1e-9, 1.0)]
    public double LearningRate { get; init; } = 3e-4;

    [Description("weights that are tried")]
    [Length(1, 3)]
    public IReadOnlyList<double> Beta { get; init; } = [0];

    [Description("what a reward is compared with")]
    public TuningScope Scope { get; init; } = TuningScope.PerPrompt;

    [Description("where choices lie")]
    [Required]
    public string Choices { get; init; } = "";

    [Description("limit on the gradients; none when empty")]
    [Range(0.0, 10.0, MinimumIsExclusive = true)]
    public double? Limit { get; init; }
}
