using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Evaluation.XRays;

/// <summary>A prompt with what an X-ray needs of it.</summary>
/// <param name="Prompt">The text.</param>
/// <param name="Images">Its images, at least one; two or more tell the reward's spread within the prompt.</param>
public sealed record XRayPrompt(string Prompt, ImageBatch Images)
{
    /// <summary>Prompts that the images do not fit; empty for none.</summary>
    public IReadOnlyList<string> ContrastivePrompts { get; init; } = [];

    /// <summary>Edits that break the prompt; empty for none.</summary>
    public IReadOnlyList<XRayEdit> Edits { get; init; } = [];

    /// <summary>Labels of the images; null for none.</summary>
    public LabelSet? Labels { get; init; }
}
