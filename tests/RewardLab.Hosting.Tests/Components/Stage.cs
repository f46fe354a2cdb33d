using System.ComponentModel.DataAnnotations;

namespace RewardLab.Hosting.Tests.Components;

/// <summary>Options inside options.</summary>
public sealed record Stage
{
    [Range(8, 1024)]
    public int Size { get; init; } = 64;

    public string Name { get; init; } = "";
}
