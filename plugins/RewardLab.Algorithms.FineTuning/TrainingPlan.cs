using RewardLab.Torch.Training;

namespace RewardLab.Algorithms.FineTuning;

/// <summary>What an algorithm asks of a session.</summary>
/// <param name="EpochCount">Epochs in all.</param>
/// <param name="GuidanceScale">Guidance with which images are generated.</param>
/// <param name="AdamW">The optimizer's settings.</param>
internal sealed record TrainingPlan(int EpochCount, double GuidanceScale, AdamWOptions AdamW);
