namespace RewardLab.Serving.Watches;

/// <summary>An image that was sampled, as it was sent.</summary>
/// <param name="File">The bytes of its file, a copy.</param>
/// <param name="Prompt">The prompt that it met.</param>
/// <param name="Scores">Scores by the rewards that were asked, [rewards] of its stream.</param>
internal sealed record SampledImage(byte[] File, string Prompt, double[] Scores);
