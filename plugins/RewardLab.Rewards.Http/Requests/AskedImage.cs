namespace RewardLab.Rewards.Http.Requests;

/// <summary>An image and what is asked about it.</summary>
/// <param name="Image">Its index in the batch.</param>
/// <param name="Prompts">Its prompts, each once.</param>
/// <param name="Places">Where the scores belong: [prompts].</param>
internal sealed record AskedImage(int Image, IReadOnlyList<string> Prompts, IReadOnlyList<int> Places);
