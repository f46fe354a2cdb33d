namespace RewardLab.Abstractions;

/// <summary>The metadata view of the Export attributes: what the host knows of a component before it is created.</summary>
public sealed class ComponentMetadata
{
    /// <summary>Unique within the component's kind.</summary>
    public string Id { get; set; } = "";

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
