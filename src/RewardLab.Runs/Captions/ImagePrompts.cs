using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Rows;

namespace RewardLab.Runs.Captions;

/// <summary>Finds images together with their own prompts, in the layouts that people keep.</summary>
/// <remarks>
/// <list type="bullet">
/// <item>A table with an image (image, file_name, image_path, file) and its prompt (prompt, caption, text) in each row: CSV, JSON, JSON lines or
/// Parquet.</item>
/// <item>metadata.jsonl, .csv or .parquet in a folder or in folders below it, as Hugging Face's image folders have them.</item>
/// <item>GenEval's folders: 00000/metadata.jsonl with one prompt, and 00000/samples with the images generated for it.</item>
/// <item>kohya's metadata: a JSON object that gives each image a caption or tags.</item>
/// <item>A text beside each image: cat.caption or cat.txt for cat.png.</item>
/// </list>
/// </remarks>
public static class ImagePrompts
{
    private static readonly string[] Metadata = ["metadata.jsonl", "metadata.csv", "metadata.parquet"];

    /// <summary>The images of a folder and below it.</summary>
    /// <exception cref="RewardLabException">There are no images, or one has no prompt; says what would give it one.</exception>
    public static IReadOnlyList<ImagePrompt> OfFolder(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        try
        {
            string[] tables = [.. FileWalk.Folders(folder).Select(MetadataIn).OfType<string>().Order(StringComparer.Ordinal)];
            return tables.Length > 0 ? WithSidecars(folder, [.. tables.SelectMany(OfMetadata)])
                : KohyaMetadata.InFolder(folder) is { } kohya ? WithSidecars(folder, KohyaMetadata.Read(kohya, [folder]))
                : OfSidecars(ImageFileNames.Find([folder]), folder);
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(folder, exception);
        }
    }

    /// <summary>The images of a folder and below it that nothing gives a prompt; a sheet of all samples, as GenEval's folders have one beside them, is
    /// none.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="found">What <see cref="OfFolder"/> found in it.</param>
    public static IReadOnlyList<string> WithoutPrompt(string folder, IReadOnlyList<ImagePrompt> found)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(found);
        var named = found.Select(entry => RealPath.Resolve(entry.File)).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. ImageFileNames.In(folder).Where(file => !named.Contains(RealPath.Resolve(file)) && !Directory.Exists(Path.Combine(FolderOf(file), "samples"))),
        ];
    }

    /// <summary>Whether something in a folder or below it gives an image its prompt.</summary>
    public static bool HasAny(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        return FileWalk.Folders(folder).Any(sub => MetadataIn(sub) is not null)
            || KohyaMetadata.InFolder(folder) is not null
            || ImageFileNames.Find([folder]).Any(file => Sidecar.Find(file) is not null);
    }

    /// <summary>Whether a text beside an image, or metadata in its folder, gives it its prompt.</summary>
    public static bool HasAny(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        return files.Any(file => Sidecar.Find(file) is not null || MetadataIn(FolderOf(file)) is not null);
    }

    /// <summary>Single images: by a text beside each, or metadata in its folder.</summary>
    /// <exception cref="RewardLabException">One has no prompt.</exception>
    public static IReadOnlyList<ImagePrompt> OfFiles(IReadOnlyList<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        // Metadata goes before a text beside the image, as it does for whole folders: an image has one prompt however it is named.
        var tables = files.Select(FolderOf).Distinct(StringComparer.Ordinal).Select(MetadataIn).OfType<string>()
            .SelectMany(OfMetadata).ToLookup(entry => Path.GetFullPath(entry.File), entry => entry.Prompt, StringComparer.Ordinal);
        var listed = files.Where(file => tables.Contains(Path.GetFullPath(file))).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. OfSidecars([.. files.Where(file => !listed.Contains(file))]),
            .. listed.SelectMany(file => tables[Path.GetFullPath(file)].Select(prompt => new ImagePrompt(file, prompt))),
        ];
    }

    /// <summary>The images of a table, or of kohya's metadata.</summary>
    /// <param name="table">The file. Its images may be missing: who reads them says so.</param>
    /// <param name="folders">Where images are looked for before the table's own folder.</param>
    /// <exception cref="RewardLabException">It is not a table, a row lacks an image or a prompt, or it names no image.</exception>
    public static IReadOnlyList<ImagePrompt> OfTable(string table, IReadOnlyList<string> folders)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(table);
        ArgumentNullException.ThrowIfNull(folders);
        string[] roots = [.. folders, Path.GetDirectoryName(table) ?? ""];
        if (KohyaMetadata.IsOne(table))
        {
            return KohyaMetadata.Read(table, roots);
        }

        ImagePrompt[] found =
        [
            .. RowFile.Read(table).Select(row => new ImagePrompt(ImagePath.Find(row.Required(KnownColumns.Image), roots), row.Required(KnownColumns.Prompt))),
        ];
        return found.Length > 0 ? found : throw new RewardLabException($"{table}: names no image. It needs columns image (or file_name) and prompt (or text).");
    }

    /// <summary>Whether a file gives images their prompts, rather than prompts alone.</summary>
    public static bool IsTable(string path)
    {
        try
        {
            return RowFile.IsOne(path)
                && (KohyaMetadata.IsOne(path)
                    || (RowFile.Read(path) is [var first, ..] && KnownColumns.Image.Any(first.Has) && KnownColumns.Prompt.Any(first.Has)));
        }
        catch (RewardLabException)
        {
            // Whoever reads it as prompts says what is wrong.
            return false;
        }
    }

    private static IReadOnlyList<ImagePrompt> OfSidecars(IReadOnlyList<string> files, string? folder = null)
    {
        string[] missing = [.. files.Where(file => Sidecar.Find(file) is null).Select(file => folder is null ? file : Path.GetRelativePath(folder, file))];
        return missing.Length == 0
            ? [.. files.Select(file => new ImagePrompt(file, Sidecar.Read(file)))]
            : throw new RewardLabException(
                $"The prompt of '{missing[0]}'{(missing.Length > 1 ? $" and of {missing.Length - 1} more of {files.Count} images" : "")} is not known. "
                + "Give a table of images and prompts with --prompts FILE, one prompt for all with --prompt TEXT, "
                + $"or put the prompt into '{Path.ChangeExtension(missing[0], ".txt")}'.");
    }

    // Metadata need not name every image: those that have a text beside them have their prompts too.
    private static IReadOnlyList<ImagePrompt> WithSidecars(string folder, IReadOnlyList<ImagePrompt> found) =>
        [.. found, .. WithoutPrompt(folder, found).Where(file => Sidecar.Find(file) is not null).Select(file => new ImagePrompt(file, Sidecar.Read(file)))];

    private static string FolderOf(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";

    private static string? MetadataIn(string folder) => Metadata.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static IEnumerable<ImagePrompt> OfMetadata(string table)
    {
        var rows = RowFile.Read(table);
        if (rows is not [var one] || KnownColumns.Image.Any(one.Has))
        {
            return OfTable(table, []);
        }

        // GenEval's: one prompt, and images in a folder of their own beside a sheet of all of them.
        var folder = Path.GetDirectoryName(table)!;
        var samples = Path.Combine(folder, "samples");
        var prompt = one.Required(KnownColumns.Prompt);
        return Directory.Exists(samples) ? ImageFileNames.Find([samples]).Select(file => new ImagePrompt(file, prompt))
            : throw one.Error($"names no image, and there is no folder '{samples}' with images of \"{prompt}\"");
    }
}
