namespace RewardLab.Algorithms.FineTuning.Metrics;

/// <summary>Kinds of findings, which are those of their events.</summary>
internal static class FindingKinds
{
    /// <summary>A prompt is cut at the text encoder's limit.</summary>
    public const string CutPrompt = "finetune.prompt";

    /// <summary>There is nothing to learn from.</summary>
    public const string Signal = "finetune.signal";

    /// <summary>An update was skipped.</summary>
    public const string Skipped = "finetune.skipped";

    /// <summary>A faster or less precise way of computing was given up.</summary>
    public const string Fallback = "finetune.fallback";

    /// <summary>Memory ran out, and less is computed at once.</summary>
    public const string Memory = "finetune.memory";

    /// <summary>The model has broken.</summary>
    public const string Collapse = "finetune.collapse";

    /// <summary>No checkpoint beats the base.</summary>
    public const string Base = "finetune.base";
}
