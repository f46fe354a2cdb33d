namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>Plugin states in words.</summary>
public static class PluginStateWords
{
    /// <summary>The state as lists and messages say it, such as "not supported".</summary>
    public static string Of(PluginState state) => state switch
    {
        PluginState.Active => "active",
        PluginState.Disabled => "disabled",
        PluginState.Untrusted => "untrusted",
        PluginState.NotSupported => "not supported",
        _ => "malfunctioned",
    };
}
