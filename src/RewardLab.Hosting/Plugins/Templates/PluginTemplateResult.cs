namespace RewardLab.Hosting.Plugins.Templates;

/// <summary>A plugin project that was written.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="ProjectFile">Its project file, for dotnet build.</param>
/// <param name="PluginId">The plugin's id.</param>
/// <param name="ComponentId">The id of its example component.</param>
public sealed record PluginTemplateResult(string Folder, string ProjectFile, string PluginId, string ComponentId);
