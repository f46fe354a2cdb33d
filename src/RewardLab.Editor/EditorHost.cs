using RewardLab.Hosting.Plugins;

namespace RewardLab.Editor;

/// <summary>What the program that opens the editor lends it.</summary>
public sealed record EditorHost
{
    /// <summary>The program's assembly file: runs are processes of it, started with the arguments that a user would type.</summary>
    public required string ProgramAssembly { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The folder of runs; null for the default.</summary>
    public string? RunsFolder { get; init; }

    /// <summary>Finds and loads the plugins; takes a while.</summary>
    public required Func<PluginHost> StartPlugins { get; init; }
}
