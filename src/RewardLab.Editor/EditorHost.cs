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

    /// <summary>Finds and loads the plugins; takes a while. What is to be said of them meanwhile and later, by whomever, goes to the function that it is
    /// given, from any thread, as the screen is the editor's.</summary>
    public required Func<Action<string>, PluginHost> StartPlugins { get; init; }
}
