using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>Something that can be done with a node.</summary>
/// <param name="Title">What it does, such as "use toybox".</param>
/// <param name="Result">What the experiment is then.</param>
/// <param name="Place">The place that is selected then, as <see cref="ExperimentPlace"/> names places.</param>
internal sealed record HierarchyChoice(string Title, Func<Experiment> Result, string Place)
{
    /// <summary>What is said of it beside its title; may be empty.</summary>
    public string Remark { get; init; } = "";
}
