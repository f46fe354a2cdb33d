namespace RewardLab.Abstractions;

/// <summary>Marks an assembly as a plugin. Read as metadata, without running any of the assembly's code.</summary>
/// <param name="id">Unique among plugins: lower-case letters, digits, dots and hyphens, such as "acme.brightness".</param>
/// <param name="contractVersion">The contract version the plugin was built against: pass <see cref="ContractVersion.Current"/>.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RewardLabPluginAttribute(string id, string contractVersion) : Attribute
{
    /// <summary>Id of the plugin, unique among all plugins: lower-case words joined by dots.</summary>
    public string Id { get; } = id;

    /// <summary>The contract version the plugin was built against, "major.minor".</summary>
    public string ContractVersion { get; } = contractVersion;

    /// <summary>Display name; may be empty.</summary>
    public string Name { get; set; } = "";

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
