namespace RewardLab.Abstractions;

/// <summary>A reward described as a tree: what a preset's YAML holds, an inspector edits and a recipe builds.</summary>
public abstract record RewardNode
{
    private protected RewardNode()
    {
    }
}
