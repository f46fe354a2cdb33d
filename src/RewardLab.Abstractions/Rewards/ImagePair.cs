namespace RewardLab.Abstractions;

/// <summary>Two images of one prompt that are compared.</summary>
/// <param name="First">A batch of one image.</param>
/// <param name="Second">A batch of one image, of any size.</param>
/// <param name="Prompt">The prompt of both.</param>
public sealed record ImagePair(ImageBatch First, ImageBatch Second, string Prompt);
