using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of a generator of contrastive prompts:
/// <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IPromptGenerator"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportPromptGeneratorAttribute(string id) : ExportComponentAttribute(typeof(IComponentFactory<IPromptGenerator>))
{
    /// <inheritdoc />
    public override string Id { get; } = id;

    /// <inheritdoc />
    public override string Description { get; set; } = "";
}
