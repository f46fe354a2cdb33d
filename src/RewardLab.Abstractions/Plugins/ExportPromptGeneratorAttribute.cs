using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of a generator of contrastive prompts:
/// <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IPromptGenerator"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportPromptGeneratorAttribute(string id) : ExportAttribute(typeof(IComponentFactory<IPromptGenerator>))
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; } = id;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
