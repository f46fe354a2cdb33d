using RewardLab.Evaluation.Statistics;

namespace RewardLab.Evaluation.XRays;

/// <summary>What a change does to a reward.</summary>
/// <param name="Id">The change.</param>
/// <param name="Title">The change in words.</param>
/// <param name="Strength">Its strength in words; empty where it has one strength.</param>
public sealed record ChangeEffect(string Id, string Title, string Strength)
{
    /// <summary>The mean move of a score over prompts, in units of the reward's spread within a prompt, with its 95% interval; null where the reward cannot
    /// score what is changed.</summary>
    public ConfidenceInterval? Shift { get; init; }

    /// <summary>Share of images, 0 to 1, whose score rises by more than a tenth of the spread.</summary>
    public double RaisedShare { get; init; }

    /// <summary>Share of images, 0 to 1, whose score falls by more than a tenth of the spread.</summary>
    public double LoweredShare { get; init; }

    /// <summary>Root mean square difference of the pixels, 0 to 1; null where prompts change, or sizes.</summary>
    public double? VisibleChange { get; init; }

    /// <summary>Why there is no <see cref="Shift"/>; null where there is one.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the shift is told from none: its interval leaves 0 out, or it is the same for each of five prompts or more.</summary>
    public bool IsSignificant => Shift is { ExcludesZero: true } or { HasEnds: false, Count: >= ConfidenceInterval.MinCount, Mean: not 0 };

    /// <summary>The change and its strength.</summary>
    public string Name => Strength.Length == 0 ? Title : $"{Title} ({Strength})";
}
