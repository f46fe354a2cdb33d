using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>Options of every type that options may have.</summary>
public sealed record Sampling : IValidatableObject
{
    [Description("steps of the sampler")]
    [Range(1, 1000)]
    public int Steps { get; init; } = 20;

    [Range(0.0, 20.0, MinimumIsExclusive = true)]
    public double Guidance { get; init; } = 7.5;

    public float? Eta { get; init; }

    public ulong Seed { get; init; }

    public bool IsQuiet { get; init; }

    [Required]
    public string Model { get; init; } = "toybox";

    public string? Note { get; init; }

    public Spacing Spacing { get; init; } = Spacing.Leading;

    [MinLength(1)]
    public IReadOnlyList<string> Words { get; init; } = ["one"];

    public double[] Weights { get; init; } = [];

    public List<Stage> Stages { get; init; } = [];

    public Stage First { get; init; } = new();

    public IReadOnlyDictionary<string, int> Counts { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    public int Derived => Steps * 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Eta > 0 && Steps == 1)
        {
            yield return new ValidationResult("eta above 0 needs more than one step.");
        }
    }
}
