using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>A component of a node.</summary>
/// <param name="Kind">Which of the five contracts.</param>
/// <param name="Reference">Its id and options.</param>
/// <param name="Put">What the experiment is with another in its place.</param>
internal sealed record HierarchyComponent(ComponentKind Kind, ComponentReference Reference, Func<ComponentReference, Experiment> Put);
