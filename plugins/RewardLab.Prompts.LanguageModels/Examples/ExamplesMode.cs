namespace RewardLab.Prompts.LanguageModels.Examples;

/// <summary>What a file of the user's does to the examples that come along.</summary>
public enum ExamplesMode
{
    /// <summary>It adds to them.</summary>
    Extend,

    /// <summary>It takes their place.</summary>
    Replace,
}
