using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of an ensemble: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IEnsemble"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportEnsembleAttribute(string id) : ExportComponentAttribute(typeof(IComponentFactory<IEnsemble>))
{
    /// <inheritdoc />
    public override string Id { get; } = id;

    /// <inheritdoc />
    public override string Description { get; set; } = "";
}
