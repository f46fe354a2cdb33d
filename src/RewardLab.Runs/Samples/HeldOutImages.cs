namespace RewardLab.Runs.Samples;

/// <summary>The held-out images of a fine-tuning: the same prompts and seeds at every evaluation.</summary>
/// <param name="Name">The fine-tuning's name: its folder inside the run's, with forward slashes.</param>
/// <param name="Sheets">The evaluations' sheets, by epoch; at least one.</param>
public sealed record HeldOutImages(string Name, IReadOnlyList<HeldOutSheet> Sheets)
{
    /// <summary>The prompts, a row of each sheet for each; empty texts where a former version has not noted them. Empty where not even their number is
    /// known, as in a run of a former version that has not ended.</summary>
    public IReadOnlyList<string> Prompts { get; init; } = [];

    /// <summary>Images of each prompt: the columns of a sheet; 0 where that is not known.</summary>
    public int ImagesPerPrompt { get; init; }
}
