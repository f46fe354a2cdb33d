namespace RewardLab.Algorithms.FineTuning.Trajectories;

/// <summary>Before the first update of an epoch the ratio is further from 1 than numerics may move it.</summary>
internal sealed class RatioDriftException(double drift, int step) : Exception
{
    /// <summary>max |ratio - 1|.</summary>
    public double Drift => drift;

    /// <summary>The denoising step where it is.</summary>
    public int Step => step;
}
