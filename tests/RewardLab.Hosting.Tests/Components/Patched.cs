namespace RewardLab.Hosting.Tests.Components;

/// <summary>Options with a list of groups that texts may stand for.</summary>
public sealed record Patched
{
    public IReadOnlyList<Patch> Patches { get; init; } = [];
}
