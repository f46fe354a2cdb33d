namespace RewardLab.Serving.Watches;

/// <summary>Why images that were sampled, or whole windows, are left out.</summary>
public enum LeftOut
{
    /// <summary>Held-out rewards are slower than the trainers: too many windows waited.</summary>
    Slow,

    /// <summary>The file is too large.</summary>
    Large,

    /// <summary>The images that wait take all the memory that they may.</summary>
    Memory,

    /// <summary>More combinations of rewards were asked than are watched.</summary>
    Combinations,

    /// <summary>Watching was stopped before they were scored.</summary>
    Stopped,

    /// <summary>Something failed that nobody foresaw.</summary>
    Failed,
}
