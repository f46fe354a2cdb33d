namespace RewardLab.Torch.Runtime;

/// <summary>How libtorch is found and started.</summary>
public sealed record TorchRuntimeOptions
{
    /// <summary>The environment variable that names a libtorch folder.</summary>
    public const string LibTorchVariable = "REWARDLAB_LIBTORCH";

    /// <summary>A folder with an existing libtorch, such as a Python PyTorch's torch/lib; null for the package's.</summary>
    public string? LibTorchFolder { get; init; }

    /// <summary>Threads that torch computes with; null for its own choice, the physical cores.</summary>
    public int? ThreadCount { get; init; }

    /// <summary>The options that the environment asks for.</summary>
    public static TorchRuntimeOptions FromEnvironment() =>
        new() { LibTorchFolder = Environment.GetEnvironmentVariable(LibTorchVariable) is { } folder && !string.IsNullOrWhiteSpace(folder) ? folder : null };
}
