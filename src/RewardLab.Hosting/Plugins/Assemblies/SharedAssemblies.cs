namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>Assemblies whose types cross between program and plugins, or that can exist only once in a process: the program's copy always wins.</summary>
internal static class SharedAssemblies
{
    private static readonly string[] Names =
        [
            "RewardLab.Abstractions", "RewardLab.Torch", "TorchSharp", "Microsoft.ML.OnnxRuntime", "System.Composition",
            "Microsoft.Extensions.Logging.Abstractions",
        ];

    /// <summary>Whether the simple name is one of them, or begins with one and a dot.</summary>
    public static bool Contain(string? name) => name is not null && Names.Any(shared =>
        name.StartsWith(shared, StringComparison.OrdinalIgnoreCase) && (name.Length == shared.Length || name[shared.Length] == '.'));
}
