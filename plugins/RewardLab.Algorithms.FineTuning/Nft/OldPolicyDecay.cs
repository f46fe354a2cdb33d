using RewardLab.Algorithms.FineTuning.Options;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>The decay eta of the old policy's moving average, theta_old = eta theta_old + (1 - eta) theta, the paper's soft update of the
/// policy that samples (Zheng et al., arXiv:2509.16117), with the schedules of its authors' code.</summary>
internal static class OldPolicyDecay
{
    /// <summary>The decay after some optimizer steps.</summary>
    /// <param name="schedule">How it rises.</param>
    /// <param name="stepCount">Optimizer steps made so far.</param>
    /// <returns>From 0, where the old policy becomes the present one, to below 1.</returns>
    public static double At(OldPolicySchedule schedule, long stepCount)
    {
        var (flat, slope, max) = schedule switch
        {
            OldPolicySchedule.Rising => (0L, 0.001, 0.5),
            OldPolicySchedule.RisingLate => (75L, 0.0075, 0.999),
            _ => (0L, 0.0, 0.0),
        };
        return Math.Min(Math.Max(0, stepCount - flat) * slope, max);
    }
}
