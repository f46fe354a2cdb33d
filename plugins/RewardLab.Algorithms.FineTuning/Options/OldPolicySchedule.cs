namespace RewardLab.Algorithms.FineTuning.Options;

/// <summary>How slowly the old policy of negative-aware fine-tuning follows the one that is trained: the decay of its moving average.</summary>
public enum OldPolicySchedule
{
    /// <summary>At once: decay 0, so that it is the policy of the epoch before.</summary>
    Immediate,

    /// <summary>More slowly with each update: decay 0.001 per optimizer step made, up to 0.5.</summary>
    Rising,

    /// <summary>At once for 75 optimizer steps, then ever more slowly: decay 0.0075 per further step, up to 0.999.</summary>
    RisingLate,
}
