namespace RewardLab.Abstractions;

/// <summary>A request for one image from an image model.</summary>
/// <param name="Prompt">The text to generate an image for.</param>
/// <param name="Seed">Decides the image's noise. The same prompt and seed give the same image on the same machine,
/// thread count and batch size, whatever else the call asks for.</param>
public readonly record struct ImageRequest(string Prompt, ulong Seed);
