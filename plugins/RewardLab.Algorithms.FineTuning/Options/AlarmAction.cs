namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>What the overoptimization alarm does.</summary>
public enum AlarmAction
{
    /// <summary>Nothing is tested.</summary>
    Off,

    /// <summary>The epoch is marked in events and files.</summary>
    Mark,

    /// <summary>The fine-tuning ends, at a collapse too, and the best checkpoint is kept.</summary>
    Stop,

    /// <summary>The learning rate is halved each time.</summary>
    Lower,
}
