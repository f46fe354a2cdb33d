using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of an algorithm: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IAlgorithm"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportAlgorithmAttribute(string id) : ExportComponentAttribute(typeof(IComponentFactory<IAlgorithm>))
{
    /// <inheritdoc />
    public override string Id { get; } = id;

    /// <inheritdoc />
    public override string Description { get; set; } = "";
}
