using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Groups;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>Finds the images that are to be compared: what a run's recipe saved for people, or all images of a run or a folder.</summary>
public static class ModelImageReader
{
    /// <summary>The models of a run or a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What to call it, where all of its images are one model's.</param>
    /// <param name="candidateCount">Of best-of-n: the n; null for the greatest.</param>
    /// <exception cref="RewardLabException">There are no images, or a list is damaged.</exception>
    public static IReadOnlyList<ModelImages> Read(string folder, string name, int? candidateCount = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var full = Path.GetFullPath(folder);
        var rows = ImageGroupReader.Read(full);
        if (rows.Any(row => row.N is null) && candidateCount is null)
        {
            return Models(full, rows.Where(row => row.N is null));
        }

        if (rows.Any(row => row.N is not null))
        {
            int[] counts = [.. rows.Select(row => row.N).OfType<int>().Distinct().Order()];
            var n = candidateCount ?? counts[^1];
            return counts.Contains(n)
                ? Models(full, rows.Where(row => row.N == n))
                : throw new RewardLabException($"'{folder}' has no images selected out of n = {n}. Known: {string.Join(", ", counts)}.");
        }

        if (candidateCount is not null)
        {
            throw new RewardLabException($"'{folder}' has no selected images. Best-of-n saves them, and so does 'recipes/06-best-of-n.csx'.");
        }

        return
        [
            new ModelImages(
                name,
                PromptedImages.Read(full)
                    .GroupBy(entry => entry.Prompt, entry => entry.Image, StringComparer.Ordinal)
                    .ToDictionary(group => group.Key, group => (IReadOnlyList<StudyImage>)[.. group], StringComparer.Ordinal)),
        ];
    }

    /// <summary>Whether a folder is a run's.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunRecord.FileName));

    private static ModelImages[] Models(string folder, IEnumerable<ImageGroupRow> rows) =>
    [
        .. rows.GroupBy(row => row.Model, StringComparer.Ordinal).Select(model => new ModelImages(
            model.Key,
            model.GroupBy(row => row.Prompt, row => new StudyImage(folder, row.File), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<StudyImage>)[.. group], StringComparer.Ordinal))),
    ];
}
