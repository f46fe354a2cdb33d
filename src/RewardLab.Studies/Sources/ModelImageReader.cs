using RewardLab.Abstractions;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Store;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>Finds the images that are to be compared: what a run's recipe put aside for people, or all images of a run or a folder.</summary>
public static class ModelImageReader
{
    /// <summary>The list that names sets of images by model, inside a run's folder: columns model, prompt and file.</summary>
    public const string SetsFile = "sets/sets.csv";

    /// <summary>The list that names what each reward picks, inside a run's folder, best first: columns reward, n, prompt, rank and file.</summary>
    public const string SelectionFile = "picks/picks.csv";

    /// <summary>The models of a run or a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">What to call it, where all of its images are one model's.</param>
    /// <param name="picksOf">Of best-of-n: the n; null for the greatest.</param>
    /// <exception cref="RewardLabException">There are no images, or a list is damaged.</exception>
    public static IReadOnlyList<ModelImages> Read(string folder, string name, int? picksOf = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var full = Path.GetFullPath(folder);
        if (File.Exists(Path.Combine(full, SetsFile)) && picksOf is null)
        {
            return Models(full, SetsFile, row => row.Required("model"));
        }

        if (File.Exists(Path.Combine(full, SelectionFile)))
        {
            var counts = RowFile.Read(Path.Combine(full, SelectionFile)).Select(row => (int)(row.Number("n") ?? throw row.Error("\"n\" is missing"))).Distinct().Order().ToArray();
            var n = picksOf ?? counts[^1];
            return counts.Contains(n)
                ? Models(full, SelectionFile, row => row.Number("n") == n ? $"{row.Required("reward")}, best of {n}" : null)
                : throw new RewardLabException($"'{folder}' has no picks of n = {n}; there are {string.Join(", ", counts)}.");
        }

        if (picksOf is not null)
        {
            throw new RewardLabException($"'{folder}' keeps no picks; 'recipes/06-best-of-n.csx' does, by Lab.Picks.");
        }

        return [new ModelImages(name, PromptedImages.Read(full).GroupBy(entry => entry.Prompt, entry => entry.Image, StringComparer.Ordinal).ToDictionary(group => group.Key, group => (IReadOnlyList<StudyImage>)[.. group], StringComparer.Ordinal))];
    }

    /// <summary>Whether a folder is a run's.</summary>
    public static bool IsRun(string folder) => File.Exists(Path.Combine(folder, RunRecord.FileName));

    private static ModelImages[] Models(string folder, string list, Func<Evaluation.Benchmarks.BenchmarkRow, string?> modelOf)
    {
        var rows = RowFile.Read(Path.Combine(folder, list)).Select(row => (Model: modelOf(row), Prompt: row.Required("prompt"), File: Inside(folder, row))).Where(row => row.Model is not null).ToArray();
        return
        [
            .. rows.GroupBy(row => row.Model!, StringComparer.Ordinal).Select(model => new ModelImages(model.Key, model.GroupBy(row => row.Prompt, row => new StudyImage(folder, row.File), StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => (IReadOnlyList<StudyImage>)[.. group], StringComparer.Ordinal))),
        ];
    }

    private static string Inside(string folder, Evaluation.Benchmarks.BenchmarkRow row)
    {
        var file = row.Required("file");
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return !path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal) ? throw row.Error($"image '{file}' lies outside '{folder}'; nothing outside is shown")
            : File.Exists(path) ? file.Replace('\\', '/')
            : throw row.Error($"there is no image '{file}'");
    }
}
