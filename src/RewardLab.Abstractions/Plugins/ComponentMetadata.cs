namespace RewardLab.Abstractions;

/// <summary>What an Export attribute tells the host before the component is made: MEF's metadata view.</summary>
public sealed class ComponentMetadata
{
    /// <summary>Unique within the component's kind.</summary>
    public string Id { get; set; } = "";

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
