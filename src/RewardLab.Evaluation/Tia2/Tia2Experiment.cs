using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Tia2;

/// <summary>The prompts of the paper's experiments, by their places in TIA2's files of contrastive prompts, from 0: 30 of each set for best of n, and ten of
/// these for fine-tuning.</summary>
/// <remarks>Places read from the lists of https://github.com/kykim0/ddpo-overopt (Apache-2.0), in their order; the texts are in TIA2's own files.</remarks>
public static class Tia2Experiment
{
    private static readonly int[] CountingOfBestOfN =
    [
        4, 5, 7, 16, 22, 28, 30, 35, 41, 44, 54, 58, 64, 66, 67, 84, 85, 93, 94, 95, 111, 114, 113, 118, 121, 127, 130, 143, 145, 147,
    ];
    private static readonly int[] CountingOfFineTuning = [64, 113, 84, 54, 114, 130, 95, 121, 111, 41];
    private static readonly int[] CompositionOfBestOfN =
    [
        16, 18, 24, 38, 45, 69, 74, 88, 92, 93, 95, 100, 102, 117, 147, 150, 154, 173, 176, 201, 203, 210, 212, 214, 246, 248, 251, 258, 285, 291,
    ];
    private static readonly int[] CompositionOfFineTuning = [210, 291, 246, 248, 212, 16, 88, 258, 201, 100];
    private static readonly int[] ComprehensiveOfBestOfN =
    [
        7, 97, 71, 81, 30, 18, 47, 29, 95, 25, 13, 61, 74, 69, 43, 37, 27, 6, 28, 94, 78, 20, 4, 51, 89, 83, 38, 84, 65, 14,
    ];
    private static readonly int[] ComprehensiveOfFineTuning = [27, 89, 83, 94, 29, 14, 97, 18, 61, 74];

    /// <summary>The places of the 30 prompts whose best of n was taken.</summary>
    public static IReadOnlyList<int> BestOfN(Tia2Set set) => Places(set, CountingOfBestOfN, CompositionOfBestOfN, ComprehensiveOfBestOfN);

    /// <summary>The places of the ten prompts of fine-tuning.</summary>
    public static IReadOnlyList<int> FineTuning(Tia2Set set) => Places(set, CountingOfFineTuning, CompositionOfFineTuning, ComprehensiveOfFineTuning);

    /// <summary>The prompts at some places.</summary>
    /// <param name="set">The set.</param>
    /// <param name="prompts">All its prompts, in the order of its file.</param>
    /// <param name="places">Places from 0.</param>
    /// <param name="source">The file's name, for errors.</param>
    /// <exception cref="RewardLabException">These are not the set's prompts as published, so that places mean nothing in them.</exception>
    public static IReadOnlyList<string> At(Tia2Set set, IReadOnlyList<string> prompts, IReadOnlyList<int> places, string source)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(prompts);
        ArgumentNullException.ThrowIfNull(places);
        return set.IsAsPublished(prompts)
            ? [.. places.Select(place => prompts[place])]
            : throw new RewardLabException(
                $"{source} does not hold the {set.PromptCount} {set} prompts as they were published, so the places of the experiments' prompts mean nothing in "
                + "it; 'rewardlab data verify tia2' says what differs, and 'data get tia2' fetches it again.");
    }

    private static int[] Places(Tia2Set set, int[] counting, int[] composition, int[] comprehensive)
    {
        ArgumentNullException.ThrowIfNull(set);
        return set == Tia2Set.Counting ? counting : set == Tia2Set.Composition ? composition : comprehensive;
    }
}
