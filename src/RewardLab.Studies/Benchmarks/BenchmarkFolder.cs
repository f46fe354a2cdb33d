using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Prompts;
using RewardLab.Evaluation.Tia2;
using RewardLab.Runs.Files;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Store;

namespace RewardLab.Studies.Benchmarks;

/// <summary>A benchmark on disk.</summary>
/// <remarks>
/// A folder holds a file for each set, NAME.csv, NAME.json, NAME.jsonl or NAME.parquet, with rows as <see cref="BenchmarkReader"/> has them, and beside it,
/// where the set brings contrastive prompts, NAME.prompts.json in the layout of TIA2's prompt sets. Images are named relative to the folder, to its subfolder
/// "images", or to "images/NAME". One file alone is a benchmark of one set, and a folder laid out as TIA2's repository is one too. So is what people have
/// labelled here: a study's file, or a folder that holds "labels.db".
/// </remarks>
public static class BenchmarkFolder
{
    private const string ContrastivePromptsSuffix = ".prompts.json";

    /// <summary>Opens a folder or a file.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="images">Folder of the images, where they lie elsewhere; null for beside the labels.
    /// Subfolders whose name holds a set's name are looked into first.</param>
    /// <exception cref="RewardLabException">There is nothing to read, or it cannot be read; says where.</exception>
    public static IReadOnlyList<BenchmarkSource> Open(string path, string? images = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (images is not null && !Directory.Exists(images))
        {
            throw new RewardLabException($"There is no folder '{images}' of images.");
        }

        if (File.Exists(path))
        {
            return [Read(path, images)];
        }

        if (!Directory.Exists(path))
        {
            throw new RewardLabException($"There is no benchmark '{path}'. Name a folder, or a file of labels.");
        }

        if (File.Exists(Path.Combine(path, StudyLabels.FileName)))
        {
            return [StudyLabels.Read(Path.Combine(path, StudyLabels.FileName))];
        }

        if (File.Exists(Path.Combine(path, RunRecord.FileName)))
        {
            throw new RewardLabException($"The images of the run in '{path}' have no labels yet. Start with 'rewardlab label'.");
        }

        if (Tia2Folder.IsOne(path))
        {
            var tia2 = new Tia2Folder(path);
            return
            [
                .. Tia2Set.All.Select(
                    set => new BenchmarkSource(BenchmarkSplit.Create(set, tia2.Annotations(set)), Folders(path, set.Name, images), tia2.Prompts(set))),
            ];
        }

        string[] files =
        [
            .. Directory.EnumerateFiles(path)
                .Where(file => RowFile.IsOne(file) && !file.EndsWith(ContrastivePromptsSuffix, StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        if (files.Length == 0)
        {
            throw new RewardLabException(
                $"'{path}' has no labels: a benchmark has NAME.csv, NAME.json, NAME.jsonl or NAME.parquet. 'rewardlab label' makes one from images.");
        }

        return files.Select(Path.GetFileNameWithoutExtension)
            .GroupBy(name => name, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new RewardLabException($"'{path}' has split {twice.Key} twice, in two formats. Keep one.")
            : [.. files.Select(file => Read(file, images))];
    }

    private static BenchmarkSource Read(string file, string? images)
    {
        if (Path.GetExtension(file).Equals(".db", StringComparison.OrdinalIgnoreCase))
        {
            return StudyLabels.Read(file);
        }

        var name = Path.GetFileNameWithoutExtension(file);
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return new BenchmarkSource(
            (Tia2Annotations(file) is { } annotations ? BenchmarkSplit.Create(name, annotations) : null)
            ?? BenchmarkReader.Read(name, RowFile.Read(file), file),
            Folders(folder, name, images),
            ContrastivePrompts(Path.Combine(folder, name + ContrastivePromptsSuffix)));
    }

    /// <summary>The labels of a file in TIA2's format, which is one object, where other JSON is a list; null where it is another.</summary>
    internal static IReadOnlyList<Tia2Annotation>? Tia2Annotations(string file)
    {
        if (!Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase) || !File.Exists(file) || RegularFile.IsEmptyOrPipe(file))
        {
            return null;
        }

        try
        {
            using (var reader = TextFile.Open(file))
            {
                var start = new char[256];
                var text = start.AsSpan(0, reader.ReadBlock(start)).TrimStart();
                if (text is not ['{', ..] || !text[1..].TrimStart().StartsWith("\"image_"))
                {
                    return null;
                }
            }

            using var stream = RegularFile.OpenRead(file);
            return Tia2AnnotationFile.Read(stream, file);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(file, exception);
        }
    }

    private static IReadOnlyList<ContrastiveSet> ContrastivePrompts(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        try
        {
            using var stream = RegularFile.OpenRead(path);
            return PromptSetFile.Read(stream, path);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(path, exception);
        }
    }

    private static string[] Folders(string folder, string set, string? images)
    {
        var root = Path.GetFullPath(images ?? Path.Combine(folder, "images"));
        var ofSet = Directory.Exists(root)
            ? Directory.EnumerateDirectories(root)
                .Where(sub => Path.GetFileName(sub).Contains(set, StringComparison.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return images is null ? [.. ofSet, root, Path.GetFullPath(folder)] : [.. ofSet, root];
    }
}
