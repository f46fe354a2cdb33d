using RewardLab.Abstractions;
using RewardLab.Serving.Dialects;

namespace RewardLab.Serving.Rewards;

/// <summary>An entry of a request whose image is decoded.</summary>
/// <param name="Image">A batch of one; null where there is a problem.</param>
/// <param name="Prompts">The prompts that it meets.</param>
/// <param name="Rewards">The ids of the rewards that are asked, at least one.</param>
/// <param name="Problem">Why it cannot be scored; null if it can.</param>
internal sealed record DecodedEntry(ImageBatch? Image, IReadOnlyList<string> Prompts, IReadOnlyList<string> Rewards, ScoreProblem? Problem);
