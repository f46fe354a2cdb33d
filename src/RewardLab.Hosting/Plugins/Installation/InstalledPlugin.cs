namespace RewardLab.Hosting.Plugins.Installation;

/// <summary>A plugin that was installed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its own version; may be empty.</param>
/// <param name="Folder">Its folder in the user's plugins folder.</param>
public sealed record InstalledPlugin(string Id, string Version, string Folder);
