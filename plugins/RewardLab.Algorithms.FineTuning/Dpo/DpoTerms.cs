using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Dpo;

/// <summary>The parts of the loss of direct preference optimization.</summary>
/// <param name="Loss">Mean over the pairs, a scalar with gradients.</param>
/// <param name="Lead">z, by which the policy, against its reference, prefers the preferred image, [pairs]: the log-odds that it does.</param>
/// <param name="Preferred">The denoiser's mean squared error on the preferred image, [pairs].</param>
/// <param name="Other">The same on the other image, [pairs].</param>
/// <param name="ReferencePreferred">The reference's error on the preferred image, [pairs].</param>
/// <param name="ReferenceOther">The reference's error on the other image, [pairs].</param>
internal sealed record DpoTerms(Tensor Loss, Tensor Lead, Tensor Preferred, Tensor Other, Tensor ReferencePreferred, Tensor ReferenceOther);
