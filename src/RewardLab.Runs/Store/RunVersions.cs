namespace RewardLab.Runs.Store;

/// <summary>The software that a run was made with.</summary>
public sealed record RunVersions
{
    /// <summary>RewardLab's version.</summary>
    public string RewardLab { get; init; } = "";

    /// <summary>The .NET runtime's version.</summary>
    public string DotNet { get; init; } = "";

    /// <summary>libtorch's version; null where torch was not started.</summary>
    public string? LibTorch { get; init; }
}
