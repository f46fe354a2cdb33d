using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Nft;

/// <summary>The parts of the loss of negative-aware fine-tuning.</summary>
/// <param name="Loss">Mean over the images, a scalar with gradients.</param>
/// <param name="Positive">Loss of the implicit positive policy, [batch].</param>
/// <param name="Negative">Loss of the implicit negative policy, [batch].</param>
/// <param name="PositiveWeight">What the positive policy's squared error is divided by, [batch].</param>
/// <param name="NegativeWeight">What the negative policy's squared error is divided by, [batch].</param>
internal sealed record NftTerms(Tensor Loss, Tensor Positive, Tensor Negative, Tensor PositiveWeight, Tensor NegativeWeight);
