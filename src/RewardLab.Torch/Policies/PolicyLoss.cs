using static TorchSharp.torch;

namespace RewardLab.Torch.Policies;

/// <summary>The loss of some steps, and what shows how far the policy has moved since they were taken.</summary>
/// <param name="Loss">Mean over the steps, a scalar with gradients.</param>
/// <param name="ApproximateKl">0.5 * mean of the squared change of log-probability, a scalar.</param>
/// <param name="ClipFraction">Share of steps whose ratio is beyond the clip range, a scalar.</param>
/// <param name="Ratio">pi / pi_old, [batch]; ones where the objective has no ratio.</param>
public sealed record PolicyLoss(Tensor Loss, Tensor ApproximateKl, Tensor ClipFraction, Tensor Ratio);
