using RewardLab.Abstractions;

namespace RewardLab.Evaluation.XRays;

/// <summary>Images of one prompt, before and after an edit that breaks what the prompt asks for: a reward should fall.</summary>
/// <param name="Name">What the edit does, such as "an object less".</param>
/// <param name="Before">Images that fit the prompt.</param>
/// <param name="After">As many, which do not fit it and are the same in all else.</param>
public sealed record XRayEdit(string Name, ImageBatch Before, ImageBatch After);
