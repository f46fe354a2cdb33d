namespace RewardLab.Torch.Schedulers;

/// <summary>The noise levels of one run of a flow.</summary>
/// <param name="Sigmas">Shares of noise before each step and after the last, steps + 1, from about 1 to 0.</param>
/// <param name="Timesteps">What the denoiser is told at each step, steps: sigma times the training steps.</param>
public sealed record FlowSchedule(IReadOnlyList<float> Sigmas, IReadOnlyList<float> Timesteps)
{
    /// <summary>Number of steps.</summary>
    public int StepCount => Timesteps.Count;
}
