using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Labels;
using RewardLab.Runs.Captions;
using RewardLab.Runs.Images;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;
using RewardLab.Studies.Benchmarks;
using RewardLab.Studies.Database;

namespace RewardLab.Studies.Sources;

/// <summary>Finds images together with their prompts: those of a run, or of any folder in one of the layouts that people keep.</summary>
public static class PromptedImages
{
    private static readonly string[] Metadata = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];

    /// <summary>The images of a run or a folder, by prompt and file.</summary>
    /// <remarks>
    /// A run's scores say which prompt each image was generated for. In another folder the prompts are those of the table that is named; or else they are
    /// found as <see cref="ImagePrompts"/> says.
    /// </remarks>
    /// <param name="folder">The folder.</param>
    /// <param name="table">A table with an image and its prompt in each row; null to look for one.</param>
    /// <param name="prompt">The one prompt of all images; null where they have their own.</param>
    /// <exception cref="RewardLabException">There are no images, or no prompts to them.</exception>
    public static IReadOnlyList<PromptedImage> Read(string folder, string? table = null, string? prompt = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        var full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new RewardLabException($"There is no folder '{folder}'.");
        }

        var found = prompt is not null ? [.. ImageFileNames.Find([full]).Select(file => new PromptedImage(prompt, Inside(full, file)))]
            : table is not null ? OfTable(full, table)
            : File.Exists(Path.Combine(full, RunRecord.FileName)) ? OfRun(full)
            : Metadata.Select(name => Path.Combine(full, name)).FirstOrDefault(File.Exists) is { } metadata && ImagePrompts.IsTable(metadata)
                ? OfTable(full, metadata)
            : [.. ImagePrompts.OfFolder(full).Select(entry => new PromptedImage(entry.Prompt, Inside(full, entry.File)))];
        return [.. found.DistinctBy(entry => (entry.Prompt, entry.Image.File)).OrderBy(entry => entry.Image.File, StringComparer.Ordinal)];
    }

    /// <summary>Images whose right labels are known, as items that measure annotators.</summary>
    /// <param name="table">A benchmark's set: a table of labelled images, which are beside it or in its folder "images".</param>
    /// <exception cref="RewardLabException">It cannot be read, or an image is missing.</exception>
    public static IReadOnlyList<StudyItem> Known(string table)
    {
        var source = BenchmarkFolder.Open(table) is [var one] ? one : throw new RewardLabException($"'{table}' has several splits. Name the file of one.");
        var root = Path.GetDirectoryName(Path.GetFullPath(table))!;
        return
        [
            .. source.Set.Prompts.SelectMany(prompt => prompt.Images.Select((image, i) => new StudyItem(
                0, prompt.Prompt, [Inside(root, source.PathOf(image) ?? throw new RewardLabException($"{table}: there is no image '{image}'."))], [])
            {
                Known = prompt.Labels.Good[i] ? LabelValue.Good : LabelValue.Bad,
            })),
        ];
    }

    private static List<PromptedImage> OfRun(string folder)
    {
        var found = new List<PromptedImage>();
        foreach (var file in RunFiles.ScoreTables(folder))
        {
            var table = ScoreTable.ReadCsv(file);
            found.AddRange(table.Images.Zip(table.Prompts)
                .Where(row => File.Exists(Path.Combine(folder, row.First)))
                .Select(row => new PromptedImage(row.Second, Inside(folder, Path.Combine(folder, row.First)))));
        }

        return found.Count > 0
            ? found
            : throw new RewardLabException(
                $"The run in '{folder}' has no scored images, so their prompts are unknown. Name a table of its images with --prompts FILE.");
    }

    private static List<PromptedImage> OfTable(string folder, string table)
    {
        if (KohyaMetadata.IsOne(table))
        {
            return [.. ImagePrompts.OfTable(table, [folder]).Select(entry => new PromptedImage(entry.Prompt, Inside(folder, entry.File)))];
        }

        var found = new List<PromptedImage>();
        foreach (var row in RowFile.Read(table))
        {
            var (prompt, file) = (row.Required(KnownColumns.Prompt), row.Required(KnownColumns.Image));
            var path = new[] { folder, Path.GetDirectoryName(Path.GetFullPath(table))! }
                .Select(root => NamedFile.Find(root, file))
                .OfType<string>()
                .FirstOrDefault();
            found.Add(new PromptedImage(prompt, Inside(folder, path ?? throw row.Error($"there is no image '{file}'"), row)));
        }

        return found.Count > 0 ? found : throw new RewardLabException($"{table}: names no image. It needs columns image (or file_name) and prompt (or text).");
    }

    private static StudyImage Inside(string folder, string path, BenchmarkRow? row = null)
    {
        var inside = Path.GetRelativePath(folder, Path.GetFullPath(path)).Replace('\\', '/');
        return !inside.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(inside) ? new StudyImage(folder, inside)
            : row is not null ? throw row.Error($"image '{path}' is outside '{folder}', and only files inside are shown")
            : throw new RewardLabException($"Image '{path}' is outside '{folder}', and only files inside are shown.");
    }
}
