using RewardLab.Abstractions;
using RewardLab.Evaluation.Labels;

namespace RewardLab.Calibration.Search;

/// <summary>A prompt's pictures as calibration sees them: raw scores that are there already, and labels. Nothing is scored again.</summary>
/// <param name="Prompt">The prompt.</param>
/// <param name="Set">The set that it belongs to, such as "counting".</param>
/// <param name="Labels">A label for each picture.</param>
/// <param name="Grids">For each reward [pictures, 1 + contrasts]: column 0 against the prompt, the others against its contrastive prompts.</param>
public sealed record CalibrationPrompt(string Prompt, string Set, LabelSet Labels, IReadOnlyList<ScoreGrid> Grids)
{
    /// <summary>The contrastive prompts of the grids' columns, from column 1 on: tells min-max which repeat. Null where all differ from each other and from the
    /// prompt.</summary>
    public IReadOnlyList<string>? Contrasts { get; init; }
}
