using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>The former name of <see cref="ExportImageModelAttribute"/>: marks a factory of an image model.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[Obsolete("Use ExportImageModel.")]
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportImagesAttribute(string id) : ExportAttribute(typeof(IComponentFactory<IImageModel>))
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; } = id;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
