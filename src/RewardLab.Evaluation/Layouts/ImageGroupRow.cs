using System.Globalization;

namespace RewardLab.Evaluation.Layouts;

/// <summary>A row of a list of images for comparison, as <see cref="ImageGroupLayout"/> has it.</summary>
/// <param name="Model">What the image stands for in a comparison.</param>
/// <param name="Prompt">The image's prompt.</param>
/// <param name="File">The image's file, inside the run's folder, with forward slashes.</param>
public sealed record ImageGroupRow(string Model, string Prompt, string File)
{
    /// <summary>The reward that selected the image; null where none did.</summary>
    public string? Reward { get; init; }

    /// <summary>Out of how many candidates it was selected; null where it was not.</summary>
    public int? N { get; init; }

    /// <summary>Its place among the selected ones, from 1 for the best; null where it was not selected.</summary>
    public int? Rank { get; init; }

    /// <summary>The selecting reward's score; null where it was not selected.</summary>
    public double? Score { get; init; }

    /// <summary>The candidate: its file, or its number among the prompt's; null where it was not selected.</summary>
    public string? Image { get; init; }

    /// <summary>A row of an image that a reward selected.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="n">Out of how many candidates.</param>
    /// <param name="rank">Its place, from 1 for the best.</param>
    /// <param name="score">Its score.</param>
    /// <param name="image">The candidate's file or number.</param>
    /// <param name="prompt">The prompt.</param>
    /// <param name="file">The image's file.</param>
    public static ImageGroupRow Selected(string reward, int n, int rank, double score, string image, string prompt, string file) =>
        new(ModelOf(reward, n), prompt, file) { Reward = reward, N = n, Rank = rank, Score = score, Image = image };

    /// <summary>What images that a reward selected out of n stand for.</summary>
    /// <param name="reward">The reward.</param>
    /// <param name="n">Out of how many candidates.</param>
    public static string ModelOf(string reward, int n) => string.Create(CultureInfo.InvariantCulture, $"{reward}, best of {n}");

    /// <summary>The row as a line of CSV, without its line end.</summary>
    public string ToCsv() => CsvLine.Of(
    [
        Model, Prompt, File, Reward ?? "", N?.ToString(CultureInfo.InvariantCulture) ?? "", Rank?.ToString(CultureInfo.InvariantCulture) ?? "",
        Score is { } score ? CsvLine.Number(score) : "", Image ?? "",
    ]);
}
