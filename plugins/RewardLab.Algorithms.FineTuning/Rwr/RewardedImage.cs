using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Rwr;

/// <summary>An image that is learned from.</summary>
/// <param name="PromptIndex">Its prompt.</param>
/// <param name="Image">A batch of one.</param>
/// <param name="Reward">Its reward.</param>
/// <param name="Order">What orders it among its prompt's.</param>
internal sealed record RewardedImage(int PromptIndex, ImageBatch Image, double Reward, double Order);
