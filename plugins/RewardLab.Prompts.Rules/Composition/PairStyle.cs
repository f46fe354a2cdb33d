namespace RewardLab.Prompts.Rules.Composition;

/// <summary>How contrastive prompts join two objects.</summary>
public enum PairStyle
{
    /// <summary>As TIA2's file does, which leaves out the "and" where both counts are wrong, except in "two X and three Y".</summary>
    Tia2,

    /// <summary>With "and" throughout.</summary>
    English,
}
