namespace RewardLab.Rewards.Http.Requests;

/// <summary>One request of several that together ask for all scores.</summary>
/// <param name="Images">Indices of its images in the batch.</param>
/// <param name="Prompts">The prompts of each: [images][prompts].</param>
/// <param name="Places">Where their scores belong: [images][prompts].</param>
/// <param name="IsMatrix">Whether it is sent as a matrix.</param>
internal sealed record PlannedRequest(
    IReadOnlyList<int> Images, IReadOnlyList<IReadOnlyList<string>> Prompts, IReadOnlyList<IReadOnlyList<int>> Places, bool IsMatrix);
