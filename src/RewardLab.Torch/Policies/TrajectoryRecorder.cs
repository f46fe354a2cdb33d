using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Remembers every latent of a batch and the log-probability of every step.</summary>
internal sealed class TrajectoryRecorder(DdimScheduler scheduler, GenerationOptions options, long[] latentShape, Device device) : ISamplerObserver
{
    /// <summary>x_T to x_0, [batch, steps + 1, channels, height, width].</summary>
    public Tensor Latents { get; } = empty([options.BatchSize, options.NumInferenceSteps + 1, .. latentShape], ScalarType.Float32, device);

    /// <summary>Log-probabilities of the transitions, [batch, steps].</summary>
    public Tensor LogProbabilities { get; } = empty([options.BatchSize, options.NumInferenceSteps], ScalarType.Float32, device);

    public void Began(Tensor noise) => Latents.select(1, 0).copy_(noise);

    // The stored latent is the one whose density is taken: nothing is rounded between the two.
    public void Stepped(int index, int timestep, DdimStep step)
    {
        Latents.select(1, index + 1).copy_(step.PreviousSample);
        var sigma = scheduler.Coefficients(timestep, options.NumInferenceSteps, options.Eta).Sigma;
        var deviation = tensor(sigma, ScalarType.Float32, device).view(1, 1, 1, 1);
        LogProbabilities.select(1, index).copy_(StepDensity.LogProbability(step.PreviousSample, step.Mean, deviation));
    }
}
