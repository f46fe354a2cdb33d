using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Base of the attributes that mark factories, one for each kind of component: such as <see cref="ExportRewardAttribute"/>.</summary>
/// <remarks>RewardLab reads them without running any of the plugin's code. Attributes derived elsewhere are not recognised.</remarks>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public abstract class ExportComponentAttribute : ExportAttribute
{
    private protected ExportComponentAttribute(Type factoryContract)
        : base(factoryContract)
    {
    }

    /// <summary>Unique within its kind: lower-case letters, digits and hyphens.</summary>
    public abstract string Id { get; }

    /// <summary>One line for lists.</summary>
    public abstract string Description { get; set; }
}
