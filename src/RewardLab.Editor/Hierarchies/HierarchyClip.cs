using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>A copied node of an experiment: a prompt, a reward with all below it, or a component with its options.</summary>
/// <param name="Title">What menus call it, such as "two cats".</param>
/// <param name="Text">It as text, for the clipboard of the system: a prompt as it is, anything else as YAML.</param>
internal sealed record HierarchyClip(string Title, string Text)
{
    /// <summary>The prompt; null where it is none.</summary>
    public string? Prompt { get; private init; }

    /// <summary>The reward; null where it is none.</summary>
    public RewardNode? Reward { get; private init; }

    /// <summary>The component; null where it is none.</summary>
    public (ComponentKind Kind, ComponentReference Reference)? Component { get; private init; }

    /// <summary>A copied prompt.</summary>
    public static HierarchyClip Create(string prompt) => new(prompt, prompt) { Prompt = prompt };

    /// <summary>A copied reward.</summary>
    /// <param name="title">What menus call it.</param>
    /// <param name="reward">The reward.</param>
    public static HierarchyClip Create(string title, RewardNode reward) =>
        new(title, ExperimentYaml.ToText(new Experiment { Reward = reward })) { Reward = reward };

    /// <summary>A copied component of another kind than a reward.</summary>
    public static HierarchyClip Create(ComponentKind kind, ComponentReference reference) =>
        new(
            reference.Id,
            ExperimentYaml.ToText(kind == ComponentKind.Algorithm ? new Experiment { Optimizer = reference } : new Experiment { Model = reference }))
        {
            Component = (kind, reference),
        };
}
