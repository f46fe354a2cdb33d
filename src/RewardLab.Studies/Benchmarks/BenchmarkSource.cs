using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Runs.Images;

namespace RewardLab.Studies.Benchmarks;

/// <summary>A benchmark's set, and where its images and contrastive prompts lie.</summary>
/// <param name="Set">Labels and choices.</param>
/// <param name="Folders">Folders where images are looked for, in order.</param>
/// <param name="ContrastivePrompts">The set's own contrastive prompts; empty where it has none.</param>
public sealed record BenchmarkSource(BenchmarkSplit Set, IReadOnlyList<string> Folders, IReadOnlyList<ContrastiveSet> ContrastivePrompts)
{
    private static readonly string[] Extensions = ["", .. ImageFileNames.Extensions];

    /// <summary>Where an image lies; null where it is in none of the folders. A name may lack its extension, as Pick-a-Pic's ids do.</summary>
    public string? PathOf(string image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return (from folder in Folders
                from extension in Extensions
                let path = NamedFile.Find(folder, image + extension)
                where path is not null
                select path).FirstOrDefault();
    }
}
