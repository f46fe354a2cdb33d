using RewardLab.Abstractions;

namespace RewardLab.Algorithms.FineTuning.Rollouts;

/// <summary>Whose turn it is among the prompts: the cursor goes round from epoch to epoch, so that every prompt has its turn equally often.</summary>
/// <param name="prompts">At least one.</param>
/// <param name="imagesPerPrompt">Images of a prompt before the next has its turn.</param>
internal sealed class PromptTurns(IReadOnlyList<string> prompts, int imagesPerPrompt)
{
    /// <summary>An epoch's samples.</summary>
    /// <param name="epoch">From 0.</param>
    /// <param name="count">Samples of an epoch, the same for all.</param>
    /// <param name="seeds">One for each sample.</param>
    public ImageRequest[] Of(int epoch, int count, SeedStream seeds)
    {
        var groups = (count + imagesPerPrompt - 1) / imagesPerPrompt;
        return [.. Enumerable.Range(0, count).Select(i => new ImageRequest(Prompt(i), seeds[i]))];

        string Prompt(int sample) => prompts[(int)((((long)epoch * groups) + (sample / imagesPerPrompt)) % prompts.Count)];
    }
}
