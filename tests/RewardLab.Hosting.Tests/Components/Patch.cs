using System.ComponentModel.DataAnnotations;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>A group that one text may stand for: its path.</summary>
public sealed record Patch
{
    [Required]
    public string Path { get; init; } = "";

    [Range(-10.0, 10.0)]
    public double Weight { get; init; } = 1;
}
