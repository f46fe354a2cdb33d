namespace RewardLab.Evaluation.Comparisons;

/// <summary>A few images that one method made of one prompt, judged together.</summary>
/// <param name="Run">Which training run made them, such as the index of its seed; 0 where there is one.</param>
/// <param name="Prompt">The prompt's index.</param>
/// <param name="Set">Which of the prompt's sets, 0-based.</param>
/// <param name="IsCorrect">[images]: whether an image shows what the prompt says.</param>
/// <param name="Fidelity">[images]: how good an image it is, in any unit, finite.</param>
public sealed record ImageGroup(int Run, int Prompt, int Set, IReadOnlyList<bool> IsCorrect, IReadOnlyList<double> Fidelity)
{
    /// <summary>A prompt's images in sets of equal size, in their order: the paper's human study has eight images per prompt in two sets of four.</summary>
    /// <param name="run">Which training run made them.</param>
    /// <param name="prompt">The prompt's index.</param>
    /// <param name="isCorrect">[images]: whether an image shows what the prompt says.</param>
    /// <param name="fidelity">[images]: how good an image it is, finite.</param>
    /// <param name="sets">How many sets, at least 1.</param>
    /// <exception cref="ArgumentException">Numbers of images differ, or do not divide into the sets.</exception>
    public static IReadOnlyList<ImageGroup> Split(int run, int prompt, IReadOnlyList<bool> isCorrect, IReadOnlyList<double> fidelity, int sets = 2)
    {
        ArgumentNullException.ThrowIfNull(isCorrect);
        ArgumentNullException.ThrowIfNull(fidelity);
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        if (isCorrect.Count != fidelity.Count || isCorrect.Count == 0 || isCorrect.Count % sets != 0)
        {
            throw new ArgumentException(
                $"Labels of {isCorrect.Count} images and fidelities of {fidelity.Count} make no {sets} sets of equal size.", nameof(isCorrect));
        }

        var size = isCorrect.Count / sets;
        return
        [
            .. Enumerable.Range(0, sets)
                .Select(set => new ImageGroup(run, prompt, set, [.. isCorrect.Skip(set * size).Take(size)], [.. fidelity.Skip(set * size).Take(size)])),
        ];
    }
}
