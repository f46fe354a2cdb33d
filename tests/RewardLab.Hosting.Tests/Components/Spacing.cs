namespace RewardLab.Hosting.Tests.Components;

/// <summary>An option of a few choices.</summary>
public enum Spacing
{
    Leading,
    TrailingEdge,
}
