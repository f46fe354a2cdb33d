namespace RewardLab.Evaluation.Comparisons;

/// <summary>A few pictures that one method made of one prompt, judged together.</summary>
/// <param name="Run">Which training run made them, such as the index of its seed; 0 where there is one.</param>
/// <param name="Prompt">The prompt's index.</param>
/// <param name="Set">Which of the prompt's sets, 0-based.</param>
/// <param name="IsTrue">[images]: whether a picture shows what the prompt says.</param>
/// <param name="Fidelity">[images]: how good a picture it is, in any unit, finite.</param>
public sealed record PictureSet(int Run, int Prompt, int Set, IReadOnlyList<bool> IsTrue, IReadOnlyList<double> Fidelity)
{
    /// <summary>A prompt's pictures in sets of equal size, in their order: the paper's human study has eight pictures a prompt in two sets of four.</summary>
    /// <param name="run">Which training run made them.</param>
    /// <param name="prompt">The prompt's index.</param>
    /// <param name="isTrue">[images]: whether a picture shows what the prompt says.</param>
    /// <param name="fidelity">[images]: how good a picture it is, finite.</param>
    /// <param name="sets">How many sets, at least 1.</param>
    /// <exception cref="ArgumentException">Numbers of images differ, or do not divide into the sets.</exception>
    public static IReadOnlyList<PictureSet> Split(int run, int prompt, IReadOnlyList<bool> isTrue, IReadOnlyList<double> fidelity, int sets = 2)
    {
        ArgumentNullException.ThrowIfNull(isTrue);
        ArgumentNullException.ThrowIfNull(fidelity);
        ArgumentOutOfRangeException.ThrowIfLessThan(sets, 1);
        if (isTrue.Count != fidelity.Count || isTrue.Count == 0 || isTrue.Count % sets != 0)
        {
            throw new ArgumentException($"Verdicts on {isTrue.Count} images and fidelities of {fidelity.Count} make no {sets} sets of equal size.", nameof(isTrue));
        }

        var size = isTrue.Count / sets;
        return [.. Enumerable.Range(0, sets).Select(set => new PictureSet(run, prompt, set, [.. isTrue.Skip(set * size).Take(size)], [.. fidelity.Skip(set * size).Take(size)]))];
    }
}
