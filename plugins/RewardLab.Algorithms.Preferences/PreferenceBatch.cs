using RewardLab.Abstractions;
using RewardLab.Evaluation.Preferences;

namespace RewardLab.Algorithms.Preferences;

/// <summary>Choices and their images, turned so that the preferred image comes first; of a tie it is the one that the list names first.</summary>
/// <param name="Prompts">The prompt of each.</param>
/// <param name="IsTie">Whether neither was preferred.</param>
/// <param name="Preferred">The preferred image of each.</param>
/// <param name="Other">The other image of each.</param>
internal sealed record PreferenceBatch(string[] Prompts, bool[] IsTie, ImageBatch Preferred, ImageBatch Other)
{
    /// <summary>Number of choices.</summary>
    public int Count => Prompts.Length;

    /// <summary>Reads the images of choices.</summary>
    public static PreferenceBatch Read(IReadOnlyList<PreferencePair> pairs, PreferenceImages images, CancellationToken cancellationToken) => new(
        [.. pairs.Select(pair => pair.Prompt)],
        [.. pairs.Select(pair => pair.Outcome == PreferenceOutcome.Tie)],
        images.Get([.. pairs.Select(pair => pair.Outcome == PreferenceOutcome.Second ? pair.Second : pair.First)], cancellationToken),
        images.Get([.. pairs.Select(pair => pair.Outcome == PreferenceOutcome.Second ? pair.First : pair.Second)], cancellationToken));

    /// <summary>Some of the choices.</summary>
    public PreferenceBatch Slice(int start, int count) =>
        new(Prompts[start..(start + count)], IsTie[start..(start + count)], Preferred.Slice(start, count), Other.Slice(start, count));
}
