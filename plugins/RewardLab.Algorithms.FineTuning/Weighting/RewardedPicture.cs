using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Weighting;

/// <summary>A picture that is learned from.</summary>
/// <param name="PromptIndex">Its prompt.</param>
/// <param name="Picture">A batch of one.</param>
/// <param name="Reward">Its reward.</param>
/// <param name="Order">What orders it among its prompt's.</param>
internal sealed record RewardedPicture(int PromptIndex, ImageBatch Picture, double Reward, double Order);
