using RewardLab.Abstractions;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>What a reward wants: the filter that raises it further than any other that was tried.</summary>
/// <param name="Settings">The changes in it and their strengths, the strongest first; empty where no filter raises the reward.</param>
/// <param name="Shifts">What the filter does to each reward of the card, by name, in units of that reward's own spread.</param>
/// <param name="VisibleChange">Root mean square difference of the pixels, 0 to 1.</param>
/// <param name="IsHeldOut">Whether it was measured on other prompts than it was found on.</param>
/// <param name="Examples">Some images, before and after.</param>
public sealed record ProbeResult(
    IReadOnlyList<(string Title, string Strength)> Settings,
    IReadOnlyDictionary<string, ConfidenceInterval> Shifts,
    double? VisibleChange,
    bool IsHeldOut,
    IReadOnlyList<(string Prompt, ImageBatch Before, ImageBatch After)> Examples)
{
    /// <summary>The filter in words.</summary>
    public string Describe() => Settings.Count == 0
        ? "nothing: no filter that was tried raises it"
        : string.Join(", ", Settings.Select(setting => setting.Strength.Length == 0 ? setting.Title : $"{setting.Title} {setting.Strength}"));
}
