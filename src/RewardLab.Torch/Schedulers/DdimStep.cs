using static TorchSharp.torch;

namespace RewardLab.Torch.Schedulers;

/// <summary>The outcome of one DDIM step.</summary>
/// <param name="PreviousSample">The less noisy sample x_prev, of the sample's shape.</param>
/// <param name="Mean">x_prev before noise was added, mu; the same values where none was.</param>
/// <param name="PredOriginalSample">The clean sample that the denoiser's output implies, x0hat, limited where the schedule says so.</param>
public readonly record struct DdimStep(Tensor PreviousSample, Tensor Mean, Tensor PredOriginalSample);
