namespace RewardLab.Runs.Samples;

/// <summary>An image of a run.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Prompt">What it was generated for; the name of its folder where that is not known.</param>
/// <param name="Number">Its place among the prompt's images, from 0; of held-out images the epoch.</param>
public sealed record Sample(string Path, string Prompt, int Number)
{
    /// <summary>Scores by reward; empty for an image that nothing has scored.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>What orders scores that round alike, by reward; those of other rewards order themselves.</summary>
    public IReadOnlyDictionary<string, double> OrderKeys { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Whether it shows what was asked for, 0 to 1; null where that is not known.</summary>
    public double? GroundTruth { get; init; }

    /// <summary>What orders it by a reward; null where that has not scored it.</summary>
    public double? OrderOf(string reward) => OrderKeys.TryGetValue(reward, out var key) ? key : Scores.TryGetValue(reward, out var score) ? score : null;
}
