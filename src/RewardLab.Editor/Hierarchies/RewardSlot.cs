using RewardLab.Abstractions;
using RewardLab.Hosting.Experiments;

namespace RewardLab.Editor.Hierarchies;

/// <summary>A place of an experiment that holds a reward.</summary>
/// <param name="Place">Where.</param>
/// <param name="Depth">How deep its row stands.</param>
/// <param name="Role">What it is there for; may be empty.</param>
/// <param name="Put">What the experiment is with another reward there.</param>
internal sealed record RewardSlot(string Place, int Depth, string Role, Func<RewardNode, Experiment> Put)
{
    /// <summary>What the experiment is without it; null where something must be there.</summary>
    public Func<Experiment>? Removal { get; init; }

    /// <summary>What is selected once it is removed.</summary>
    public string PlaceAfterRemoval { get; init; } = ExperimentPlace.Reward;

    /// <summary>What the experiment is with another reward behind it, and where that is then; null where there is room for one only.</summary>
    public Func<RewardNode, (Func<Experiment> Result, string Place)>? Insert { get; init; }

    /// <summary>What the experiment is with it moved by -1 or 1, and where it is then; null where it cannot be.</summary>
    public Func<int, (Func<Experiment> Result, string Place)?> Move { get; init; } = static _ => null;
}
