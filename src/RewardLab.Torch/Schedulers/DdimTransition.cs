using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>The distribution of one DDIM step: normal, with one deviation for all channels and pixels.</summary>
/// <param name="Mean">mu, [batch, ...].</param>
/// <param name="PredOriginalSample">The clean sample that the denoiser's output implies, x0hat, [batch, ...].</param>
/// <param name="PredictedNoise">The noise that the output implies, [batch, ...].</param>
/// <param name="Sigma">The deviation, [batch or 1, 1, ...]; 0 where the step adds no noise.</param>
public readonly record struct DdimTransition(Tensor Mean, Tensor PredOriginalSample, Tensor PredictedNoise, Tensor Sigma)
{
    /// <summary>Moves the tensors to the scope around the current one.</summary>
    public DdimTransition MoveToOuterDisposeScope() =>
        new(
            Mean.MoveToOuterDisposeScope(),
            PredOriginalSample.MoveToOuterDisposeScope(),
            PredictedNoise.MoveToOuterDisposeScope(),
            Sigma.MoveToOuterDisposeScope());

    /// <summary>Log-probability of an outcome: the mean over channels and pixels (not the sum) of the Gaussian log density,
    /// as DDPO takes it (Black et al., arXiv:2305.13301).</summary>
    /// <param name="outcome">x_prev, [batch, ...], a constant.</param>
    /// <returns>[batch].</returns>
    public Tensor LogProbability(Tensor outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return StepDensity.LogProbability(outcome, Mean, Sigma);
    }
}
