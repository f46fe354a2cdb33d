namespace RewardLab.Runs.Events;

/// <summary>The payload of <see cref="Abstractions.EventKinds.ImagesRequested"/>.</summary>
/// <param name="Model">The image model's name.</param>
/// <param name="Prompts">How many prompts.</param>
/// <param name="ImagesPerPrompt">Images of each prompt.</param>
/// <param name="BatchSize">Images generated at once.</param>
public sealed record ImagesRequestedPayload(string Model, int Prompts, int ImagesPerPrompt, int BatchSize);
