namespace RewardLab.Evaluation.Comparisons;

/// <summary>One method's set against another's of the same run, prompt and set:
/// the paper's human study on a small scale, with measures in people's place.</summary>
/// <param name="Run">The training run.</param>
/// <param name="Prompt">The prompt's index.</param>
/// <param name="Set">Which of the prompt's sets.</param>
/// <param name="Outcome">How the first method does.</param>
public sealed record SetComparison(int Run, int Prompt, int Set, SetOutcome Outcome)
{
    /// <summary>Compares by alignment: the set with more correct images wins, as many are a tie.</summary>
    /// <param name="first">The first method's sets, in any order.</param>
    /// <param name="second">The second method's, of the same runs, prompts and set indices.</param>
    /// <returns>A comparison for each set, in the first's order.</returns>
    /// <exception cref="ArgumentException">Sets do not pair up, or are of different sizes or empty.</exception>
    public static IReadOnlyList<SetComparison> ByAlignment(IReadOnlyList<ImageGroup> first, IReadOnlyList<ImageGroup> second) =>
        Pair(first, second, static (a, b) => a.IsCorrect.Count(isCorrect => isCorrect) - b.IsCorrect.Count(isCorrect => isCorrect));

    /// <summary>Compares by quality: the set whose mean fidelity is higher by more than a margin wins, else it is a tie.</summary>
    /// <param name="first">The first method's sets, in any order.</param>
    /// <param name="second">The second method's, of the same runs, prompts and set indices.</param>
    /// <param name="margin">What a difference must exceed, in fidelity's units; 0 or more, finite. A person would call a smaller one level.</param>
    /// <returns>A comparison for each set, in the first's order.</returns>
    /// <exception cref="ArgumentException">Sets do not pair up, are of different sizes or empty, or a fidelity is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="margin"/> is outside its range.</exception>
    public static IReadOnlyList<SetComparison> ByQuality(IReadOnlyList<ImageGroup> first, IReadOnlyList<ImageGroup> second, double margin)
    {
        if (!(margin >= 0) || !double.IsFinite(margin))
        {
            throw new ArgumentOutOfRangeException(nameof(margin), margin, "A margin is 0 or more, and finite.");
        }

        return Pair(first, second, (a, b) =>
        {
            if (!a.Fidelity.Concat(b.Fidelity).All(double.IsFinite))
            {
                throw new ArgumentException($"A fidelity of prompt {a.Prompt}'s set {a.Set} is not finite.", nameof(first));
            }

            var lead = a.Fidelity.Average() - b.Fidelity.Average();
            return Math.Abs(lead) > margin ? Math.Sign(lead) : 0;
        });
    }

    private static SetComparison[] Pair(IReadOnlyList<ImageGroup> first, IReadOnlyList<ImageGroup> second, Func<ImageGroup, ImageGroup, int> lead)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        var others = new Dictionary<(int Run, int Prompt, int Set), ImageGroup>();
        var mine = new HashSet<(int Run, int Prompt, int Set)>();
        if (!second.All(set => others.TryAdd((set.Run, set.Prompt, set.Set), set)) || !first.All(set => mine.Add((set.Run, set.Prompt, set.Set))))
        {
            throw new ArgumentException("A set occurs twice: run, prompt and set index must tell sets of a method apart.", nameof(first));
        }

        if (!mine.SetEquals(others.Keys))
        {
            throw new ArgumentException("Sets do not pair up: both methods need sets of the same runs, prompts and set indices.", nameof(second));
        }

        return [.. first.Select(a => new SetComparison(a.Run, a.Prompt, a.Set, Decide(a, others[(a.Run, a.Prompt, a.Set)], lead)))];
    }

    private static SetOutcome Decide(ImageGroup a, ImageGroup b, Func<ImageGroup, ImageGroup, int> lead)
    {
        int[] sizes = [a.IsCorrect.Count, a.Fidelity.Count, b.IsCorrect.Count, b.Fidelity.Count];
        if (sizes[0] == 0 || sizes.Distinct().Count() > 1)
        {
            throw new ArgumentException(
                $"Prompt {a.Prompt}'s set {a.Set} has {string.Join(", ", sizes)} labels and fidelities; both methods' sets must have as many images.",
                nameof(a));
        }

        return lead(a, b) switch
        {
            > 0 => SetOutcome.Win,
            0 => SetOutcome.Tie,
            _ => SetOutcome.Loss,
        };
    }
}
