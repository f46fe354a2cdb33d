using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks a factory of a reward model: <see cref="ComponentFactory{TComponent, TOptions}"/> of <see cref="IRewardModel"/>.</summary>
/// <param name="id">Unique within its kind: lower-case letters, digits and hyphens.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportRewardAttribute(string id) : ExportComponentAttribute(typeof(IComponentFactory<IRewardModel>))
{
    /// <inheritdoc />
    public override string Id { get; } = id;

    /// <inheritdoc />
    public override string Description { get; set; } = "";
}
