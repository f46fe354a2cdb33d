using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>A row of the experiment's tree, with everything that can be done there.</summary>
/// <param name="Place">Where it stands, as <see cref="ExperimentPlace"/> names places; empty for the experiment itself.</param>
/// <param name="Depth">How deep.</param>
/// <param name="Role">What it is there for, such as "optimizer"; may be empty.</param>
/// <param name="Title">What it is, such as "ddpo"; empty where nothing is there yet.</param>
internal sealed record HierarchyNode(string Place, int Depth, string Role, string Title)
{
    /// <summary>The component whose options the Inspector shows; null where there is none.</summary>
    public HierarchyComponent? Component { get; init; }

    /// <summary>Options of TextNorm, and what the experiment is with others; null where it is none.</summary>
    public (TextNormOptions Options, Func<TextNormOptions, Experiment> Put)? TextNorm { get; init; }

    /// <summary>What identifies it while other parts of the tree change; null where nothing need.</summary>
    public object? Anchor => Component?.Reference ?? (object?)TextNorm?.Options;

    /// <summary>What fits here: replacing, wrapping, adding.</summary>
    public IReadOnlyList<HierarchyChoice> Choices { get; init; } = [];

    /// <summary>Taking it out; null where that makes no sense.</summary>
    public HierarchyChoice? Removal { get; init; }

    /// <summary>Moving it up; null where it cannot be.</summary>
    public HierarchyChoice? MoveUp { get; init; }

    /// <summary>Moving it down; null where it cannot be.</summary>
    public HierarchyChoice? MoveDown { get; init; }

    /// <summary>Putting another of its kind beside it; null where there is room for one only.</summary>
    public HierarchyChoice? Duplicate { get; init; }

    /// <summary>What copying it takes; null where there is nothing to copy.</summary>
    public HierarchyClip? Clip { get; init; }

    /// <summary>What pasting does here; null where the copied does not fit.</summary>
    public Func<HierarchyClip, HierarchyChoice?> Paste { get; init; } = static _ => null;

    /// <summary>Everything that can be done, in the menu's order.</summary>
    public IEnumerable<HierarchyChoice> Menu => [.. Choices, .. new[] { Duplicate, MoveUp, MoveDown, Removal }.OfType<HierarchyChoice>()];
}
