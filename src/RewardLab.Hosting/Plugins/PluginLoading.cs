namespace RewardLab.Hosting.Plugins;

/// <summary>Which plugins' code a host loads.</summary>
public enum PluginLoading
{
    /// <summary>That of every plugin that is trusted and not disabled.</summary>
    All,

    /// <summary>That of RewardLab's own plugins alone, as they were built.</summary>
    Shipped,

    /// <summary>None: plugins are listed by what their files say and what the last start found.</summary>
    None,
}
