using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of an ensemble: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IEnsemble"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportEnsembleAttribute(string id) : ExportAttribute(typeof(IComponentFactory<IEnsemble>))
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; } = id;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
