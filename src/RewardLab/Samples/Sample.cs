namespace RewardLab.Samples;

/// <summary>A picture of a run.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Prompt">What it was drawn for; the name of its folder where that is not known.</param>
/// <param name="Number">Its place among the prompt's pictures, from 0; of held-out pictures the epoch.</param>
internal sealed record Sample(string Path, string Prompt, int Number)
{
    /// <summary>Scores by reward; empty for a picture that nothing has scored.</summary>
    public IReadOnlyDictionary<string, float> Scores { get; init; } = new Dictionary<string, float>(StringComparer.Ordinal);

    /// <summary>Whether it shows what was asked for, 0 to 1; null where that is not known.</summary>
    public float? Truth { get; init; }
}
