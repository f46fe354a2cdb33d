namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>Plugin states in words.</summary>
public static class PluginStateText
{
    /// <summary>The state as lists and messages say it, such as "not supported".</summary>
    public static string Format(PluginState state) => state switch
    {
        PluginState.Active => "active",
        PluginState.Disabled => "disabled",
        PluginState.Untrusted => "untrusted",
        PluginState.NotSupported => "not supported",
        _ => "malfunctioned",
    };
}
