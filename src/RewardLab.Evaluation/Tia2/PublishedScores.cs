namespace RewardLab.Evaluation.Tia2;

/// <summary>What the paper published of one prompt.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="GoodShare">Share of its images that people call good, 0 to 1.</param>
/// <param name="Rewards">Metrics of each reward, by its name in the file, such as "pickscore" or "textnorm_ur".</param>
public sealed record PublishedScores(string Prompt, double GoodShare, IReadOnlyDictionary<string, PublishedReward> Rewards);
