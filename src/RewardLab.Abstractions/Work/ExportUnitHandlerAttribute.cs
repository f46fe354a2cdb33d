using System.Composition;

namespace RewardLab.Abstractions;

/// <summary>Marks an <see cref="IUnitHandlerFactory"/>: it does units of work of this kind, in the run's process and on every worker whose user trusts the
/// plugin.</summary>
/// <remarks>A handler has no options: all that a result depends on is in the unit. It is no component, and stands in no list of them.</remarks>
/// <param name="id">The kind of units, <see cref="WorkUnit.Kind"/>: lower-case letters, digits, dots and hyphens; unique among all plugins.</param>
[MetadataAttribute]
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ExportUnitHandlerAttribute(string id) : ExportAttribute(typeof(IUnitHandlerFactory))
{
    /// <summary>The kind of units.</summary>
    public string Id { get; } = id;
}
