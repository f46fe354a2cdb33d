using RewardLab.Torch.Pipelines;
using RewardLab.Torch.Schedulers;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Remembers every latent of a batch and the log-probability of every step.</summary>
internal sealed class TrajectoryRecorder(DdimScheduler scheduler, GenerationOptions options, long[] latentShape, Device device)
{
    /// <summary>x_T to x_0, [batch, steps + 1, channels, height, width].</summary>
    public Tensor Latents { get; } = empty([options.BatchSize, options.NumInferenceSteps + 1, .. latentShape], ScalarType.Float32, device);

    /// <summary>Log-probabilities of the transitions, [batch, steps].</summary>
    public Tensor LogProbabilities { get; } = empty([options.BatchSize, options.NumInferenceSteps], ScalarType.Float32, device);

    /// <summary>Follows some images of the batch, maybe on a thread of their own.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="count">How many.</param>
    public ISamplerObserver Rows(int start, int count) => new RowRecorder(this, scheduler, options, start, count);

    private sealed class RowRecorder(TrajectoryRecorder whole, DdimScheduler scheduler, GenerationOptions options, int start, int count) : ISamplerObserver
    {
        public void Began(Tensor noise) => Of(whole.Latents).select(1, 0).copy_(noise);

        // The stored latent is the one whose density is taken: nothing is rounded between the two.
        public void Stepped(int index, int timestep, DdimStep step)
        {
            Of(whole.Latents).select(1, index + 1).copy_(step.PreviousSample);
            var sigma = scheduler.Coefficients(timestep, options.NumInferenceSteps, options.Eta).Sigma;
            var deviation = tensor(sigma, ScalarType.Float32, whole.Latents.device).view(1, 1, 1, 1);
            Of(whole.LogProbabilities).select(1, index).copy_(StepDensity.LogProbability(step.PreviousSample, step.Mean, deviation));
        }

        private Tensor Of(Tensor rows) => rows.narrow(0, start, count);
    }
}
