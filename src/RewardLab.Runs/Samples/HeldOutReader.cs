using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Rows;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Samples;

/// <summary>Finds the held-out images that a run's fine-tunings keep. Safe from any thread.</summary>
public static class HeldOutReader
{
    private const int MaxSheets = 10_000;

    /// <summary>The held-out images of each fine-tuning of a run, by name; one that keeps none is left out.</summary>
    /// <param name="runFolder">The run's folder; a fine-tuning's lies in it, or, of a sweep, in the sweep's.</param>
    public static IReadOnlyList<HeldOutImages> Read(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        try
        {
            return [.. Folders(runFolder).Select(folder => Read(runFolder, folder)).OfType<HeldOutImages>()];
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            return [];
        }
    }

    /// <summary>The folders of a run's fine-tunings that keep held-out images, in order.</summary>
    /// <param name="runFolder">The run's folder.</param>
    internal static IReadOnlyList<string> Folders(string runFolder)
    {
        string[] folders = Directory.Exists(runFolder) ? [.. Directory.EnumerateDirectories(runFolder)] : [];
        return
        [
            .. folders.Concat(folders.SelectMany(Directory.EnumerateDirectories))
                .Where(folder => Directory.Exists(Path.Combine(folder, HeldOutLayout.Folder))).Order(StringComparer.Ordinal),
        ];
    }

    private static HeldOutImages? Read(string runFolder, string folder)
    {
        var name = Path.GetRelativePath(runFolder, folder).Replace('\\', '/');
        HeldOutSheet[] sheets =
        [
            .. Directory.EnumerateFiles(Path.Combine(folder, HeldOutLayout.Folder), HeldOutLayout.SheetPrefix + "*.png").Select(Path.GetFileName)
                .OfType<string>().Where(file => EpochOf(file) >= 0)
                .Select(file => new HeldOutSheet(EpochOf(file), $"{name}/{HeldOutLayout.Folder}/{file}")).OrderBy(sheet => sheet.Epoch).Take(MaxSheets),
        ];
        if (sheets.Length == 0)
        {
            return null;
        }

        var prompts = Prompts(folder);
        string[] rows = [.. prompts.DistinctBy(prompt => prompt.Key).Select(prompt => prompt.Text)];
        return new HeldOutImages(name, sheets) { Prompts = rows, ImagesPerPrompt = prompts.Count / Math.Max(1, rows.Length) };
    }

    // The prompt of each image. A former version has noted numbers alone, when it ended.
    private static IReadOnlyList<(string Key, string Text)> Prompts(string folder)
    {
        try
        {
            var list = Path.Combine(folder, HeldOutLayout.Folder, HeldOutLayout.FileName);
            return File.Exists(list) ? [.. RowFile.Read(list).Select(row => row.Required(HeldOutLayout.Prompt)).Select(prompt => (prompt, prompt))]
                : RunHistories.Exists(folder) ? [.. RunHistories.Read(folder).Prompts.Select(prompt => (prompt.ToString(CultureInfo.InvariantCulture), ""))]
                : [];
        }
        catch (RewardLabException)
        {
            return []; // the sheets can be looked at all the same
        }
    }

    private static int EpochOf(string file) =>
        int.TryParse(Path.GetFileNameWithoutExtension(file)[HeldOutLayout.SheetPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
            ? epoch
            : -1;
}
