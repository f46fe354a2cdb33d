namespace RewardLab.Abstractions;

/// <summary>A reward described as a tree, as presets store it, the Inspector edits it and recipes build it.</summary>
public abstract record RewardNode
{
    private protected RewardNode()
    {
    }
}
