using RewardLab.Torch.Policies;
using static TorchSharp.torch;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Steps of trajectories, as the policy that sampled them took them.</summary>
/// <param name="State">Where they began, (c, t, x_t), maybe among others.</param>
/// <param name="Rows">Which rows of the state they are; null for all, in order.</param>
/// <param name="Next">Where they led, x_{t-1}, [steps, channels, height, width].</param>
/// <param name="LogProbabilities">log p_theta_old(x_{t-1} | x_t, c), [steps].</param>
internal sealed record TakenSteps(DenoisingState State, int[]? Rows, Tensor Next, Tensor LogProbabilities);
