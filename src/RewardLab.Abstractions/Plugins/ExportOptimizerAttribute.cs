using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of an algorithm: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IAlgorithm"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportOptimizerAttribute(string id) : ExportAttribute(typeof(IComponentFactory<IAlgorithm>))
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; } = id;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
