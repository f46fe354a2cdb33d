namespace RewardLab.Torch.Training;

/// <summary>Factors on a learning rate over the course of training.</summary>
public static class LearningRateSchedule
{
    /// <summary>Linear warm-up from 0 to 1, then half a cosine from 1 down to <paramref name="floor"/> (Loshchilov and Hutter, ICLR 2017,
    /// without restarts).</summary>
    /// <param name="step">The step about to be made, from 0.</param>
    /// <param name="stepCount">Steps in all, at least 1.</param>
    /// <param name="warmupSteps">Steps of warm-up, at least 0.</param>
    /// <param name="floor">The factor at the end, [0, 1].</param>
    public static double WarmupCosine(long step, long stepCount, long warmupSteps, double floor = 0)
    {
        if (step < warmupSteps)
        {
            return (step + 1.0) / warmupSteps;
        }

        var progress = Math.Clamp((step - warmupSteps) / (double)Math.Max(1, stepCount - warmupSteps), 0, 1);
        return floor + ((1 - floor) * 0.5 * (1 + Math.Cos(Math.PI * progress)));
    }
}
