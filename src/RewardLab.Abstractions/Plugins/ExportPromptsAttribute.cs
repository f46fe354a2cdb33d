using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>The former name of <see cref="ExportPromptGeneratorAttribute"/>: marks a factory of a generator of contrastive prompts.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[Obsolete("Use ExportPromptGenerator.")]
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportPromptsAttribute(string id) : ExportAttribute(typeof(IComponentFactory<IPromptGenerator>))
{
    /// <summary>Unique within its kind.</summary>
    public string Id { get; } = id;

    /// <summary>One line for lists.</summary>
    public string Description { get; set; } = "";
}
