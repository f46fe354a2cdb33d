using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of an image model: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IImageModel"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportImageModelAttribute(string id) : ExportComponentAttribute(typeof(IComponentFactory<IImageModel>))
{
    /// <inheritdoc />
    public override string Id { get; } = id;

    /// <inheritdoc />
    public override string Description { get; set; } = "";
}
