using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Calibration.Search;

/// <summary>A prompt's images as calibration sees them: raw scores that are there already, and labels. Nothing is scored again.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Set">The set that it belongs to, such as "counting".</param>
/// <param name="Labels">A label for each image.</param>
/// <param name="Grids">For each reward [images, 1 + contrastive prompts]: column 0 against the prompt, the others against its contrastive prompts.</param>
public sealed record CalibrationPrompt(string Prompt, string Set, LabelSet Labels, IReadOnlyList<ScoreMatrix> Grids)
{
    /// <summary>The contrastive prompts of the grids' columns, from column 1 on: tells min-max which repeat. Null where all differ from each other and from the
    /// prompt.</summary>
    public IReadOnlyList<string>? ContrastivePrompts { get; init; }
}
