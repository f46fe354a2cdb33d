namespace RewardLab.Hosting.Plugins.Assemblies;

/// <summary>What the attribute of a handler of units says; a metadata view, and therefore public.</summary>
public sealed class UnitHandlerMetadata
{
    /// <summary>The kind of units.</summary>
    public string Id { get; set; } = "";
}
