namespace RewardLab.Hosting.Plugins.Inventory;

/// <summary>What became of a plugin that was found.</summary>
public enum PluginState
{
    /// <summary>Loaded; its components are in the catalog.</summary>
    Active,

    /// <summary>Switched off by the user; none of its code runs.</summary>
    Disabled,

    /// <summary>Not shipped with RewardLab, and not trusted by the user or changed since; none of its code runs.</summary>
    Untrusted,

    /// <summary>It cannot run here: no plugin, damaged, another contract version, a missing dependency, or an id already taken.</summary>
    NotSupported,

    /// <summary>Its own code failed while it was loaded. It is not tried again until its files change or the user enables it.</summary>
    Malfunctioned,
}
