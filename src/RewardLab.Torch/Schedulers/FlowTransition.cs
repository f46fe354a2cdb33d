using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>The distribution of one random step of a flow: normal, with one deviation for all channels and pixels.</summary>
/// <param name="Mean">Of the less noisy sample, [batch, ...].</param>
/// <param name="NoiseScale">s, the noise per root of time (std_dev_t), [batch, 1, ...]: what the divergence from another policy is measured by.</param>
/// <param name="Sigma">The deviation of the outcome, s sqrt(-dt), [batch, 1, ...]; 0 where the step adds no noise.</param>
/// <param name="PredOriginalSample">The clean sample that the velocity implies, x - sigma v, [batch, ...].</param>
/// <param name="PredictedNoise">The noise that it implies, x + (1 - sigma) v, [batch, ...].</param>
/// <param name="IsNormalized">Whether the log-probability is a density's; <see cref="FlowNoise.Cps"/> leaves out its constants.</param>
public readonly record struct FlowTransition(
    Tensor Mean, Tensor NoiseScale, Tensor Sigma, Tensor PredOriginalSample, Tensor PredictedNoise, bool IsNormalized)
{
    /// <summary>Moves the tensors to the scope around the current one.</summary>
    public FlowTransition MoveToOuterDisposeScope() => new(
        Mean.MoveToOuterDisposeScope(), NoiseScale.MoveToOuterDisposeScope(), Sigma.MoveToOuterDisposeScope(),
        PredOriginalSample.MoveToOuterDisposeScope(), PredictedNoise.MoveToOuterDisposeScope(), IsNormalized);

    /// <summary>Log-probability of an outcome: a mean over channels and pixels, not the sum.</summary>
    /// <param name="outcome">The less noisy sample, [batch, ...], a constant.</param>
    /// <returns>[batch].</returns>
    public Tensor LogProbability(Tensor outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        if (IsNormalized)
        {
            return StepDensity.LogProbability(outcome, Mean, Sigma);
        }

        using var scope = NewDisposeScope();
        var difference = outcome.detach() - Mean;
        return StepDensity.MeanOverRest((difference * difference).neg()).MoveToOuterDisposeScope();
    }

    /// <summary>Kullback-Leibler divergence from another policy's step as Flow-GRPO measures it, without the step's length:
    /// mean of (mean - reference)^2 / (2 s^2) over channels and pixels.</summary>
    /// <param name="reference">The other's mean, [batch, ...].</param>
    /// <returns>[batch].</returns>
    public Tensor Divergence(Tensor reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        using var scope = NewDisposeScope();
        var difference = Mean - reference;
        var half = Tensors.SafeOps.Mul(NoiseScale * NoiseScale, 2);
        return (StepDensity.MeanOverRest(difference * difference).unsqueeze(1) / half.flatten(1)).squeeze(1).MoveToOuterDisposeScope();
    }
}
