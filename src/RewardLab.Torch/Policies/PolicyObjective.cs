using RewardLab.Torch.Tensors;
using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>Losses whose descent raises the probability of steps with a positive advantage.</summary>
public static class PolicyObjective
{
    /// <summary>Importance-sampled and clipped: mean(max(-A ratio, -A clip(ratio, 1 - c, 1 + c))), A limited to +-limit first (Schulman et al.,
    /// arXiv:1707.06347, equation 7; Black et al., arXiv:2305.13301, section 4.3).</summary>
    /// <param name="logProbability">Under the policy, [batch], with gradients.</param>
    /// <param name="oldLogProbability">Under the policy that took the steps, [batch].</param>
    /// <param name="advantages">[batch].</param>
    /// <param name="clipRange">c, above 0.</param>
    /// <param name="advantageLimit">Largest magnitude of an advantage, above 0.</param>
    public static PolicyLoss Clipped(Tensor logProbability, Tensor oldLogProbability, Tensor advantages, double clipRange, double advantageLimit)
    {
        ArgumentNullException.ThrowIfNull(logProbability);
        ArgumentNullException.ThrowIfNull(advantages);
        using var scope = NewDisposeScope();
        var limited = advantages.Clamp(-advantageLimit, advantageLimit).neg();
        var ratio = (logProbability - oldLogProbability).exp();
        var loss = maximum(limited * ratio, limited * ratio.Clamp(1 - clipRange, 1 + clipRange)).mean();
        var (kl, clipped) = Drift(logProbability, oldLogProbability, ratio, clipRange);
        return new PolicyLoss(
            loss.MoveToOuterDisposeScope(), kl.MoveToOuterDisposeScope(), clipped.MoveToOuterDisposeScope(), ratio.detach().MoveToOuterDisposeScope());
    }

    /// <summary>The score function, without a ratio: mean(-A log pi), A limited to +-limit first (Williams 1992; DDPO-SF).
    /// For one update on fresh samples.</summary>
    /// <inheritdoc cref="Clipped"/>
    public static PolicyLoss ScoreFunction(Tensor logProbability, Tensor oldLogProbability, Tensor advantages, double clipRange, double advantageLimit)
    {
        ArgumentNullException.ThrowIfNull(logProbability);
        ArgumentNullException.ThrowIfNull(advantages);
        using var scope = NewDisposeScope();
        var loss = (advantages.Clamp(-advantageLimit, advantageLimit).neg() * logProbability).mean();
        var ratio = (logProbability - oldLogProbability).exp();
        var (kl, clipped) = Drift(logProbability, oldLogProbability, ratio, clipRange);
        return new PolicyLoss(
            loss.MoveToOuterDisposeScope(), kl.MoveToOuterDisposeScope(), clipped.MoveToOuterDisposeScope(), ratio.detach().MoveToOuterDisposeScope());
    }

    private static (Tensor Kl, Tensor Clipped) Drift(Tensor logProbability, Tensor oldLogProbability, Tensor ratio, double clipRange)
    {
        using var ungraded = no_grad();
        var difference = logProbability - oldLogProbability;
        var range = SafeOps.Full([], clipRange, ratio.device);
        return ((difference * difference).mean().Mul(0.5), ratio.Add(-1).abs().gt(range).to_type(ScalarType.Float32).mean());
    }
}
