using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Rows;

namespace RewardLab.Runs.Groups;

/// <summary>Finds and reads a run's lists of images for comparison: those that a reward selected, and groups that stand for a model.</summary>
public static class ImageGroupReader
{
    /// <summary>The rows of every list of a run, in the order of the lists' paths.</summary>
    /// <param name="runFolder">The run's folder; lists lie in it, in a folder of it or in a folder below that.</param>
    /// <exception cref="RewardLabException">A list cannot be read, lacks a value, or names an image that is not in the run's folder.</exception>
    public static IReadOnlyList<ImageGroupRow> Read(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        var full = Path.GetFullPath(runFolder);
        var lists = Lists(full, ImageGroupLayout.FileName);

        // A run that the first version began and this one resumed holds both; then the former lists are the older ones.
        return
        [
            .. (lists.Count > 0 ? lists : [.. Lists(full, FormerGroupKeys.GroupList), .. Lists(full, FormerGroupKeys.SelectedList)])
                .SelectMany(list => ReadList(full, list)),
        ];
    }

    /// <summary>The rows of one list; none where there is no such list.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="list">The list's path.</param>
    /// <exception cref="RewardLabException">It cannot be read, lacks a value, or names an image that is not in the run's folder.</exception>
    public static IReadOnlyList<ImageGroupRow> ReadList(string runFolder, string list)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        ArgumentException.ThrowIfNullOrEmpty(list);
        return File.Exists(list) ? [.. RowFile.Read(list).Select(row => Row(Path.GetFullPath(runFolder), row))] : [];
    }

    private static IReadOnlyList<string> Lists(string folder, string name)
    {
        try
        {
            string[] folders = [folder, .. Directory.EnumerateDirectories(folder)];
            return
            [
                .. folders.Concat(folders.Skip(1).SelectMany(Directory.EnumerateDirectories))
                    .Select(place => Path.Combine(place, name)).Where(File.Exists).Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception exception) when (FileFailure.Is(exception))
        {
            throw FileFailure.Reading(folder, exception);
        }
    }

    private static ImageGroupRow Row(string folder, BenchmarkRow row)
    {
        var (prompt, file) = (row.Required(ImageGroupLayout.Prompt), Inside(folder, row));
        if (row.Text(ImageGroupLayout.Reward) is not { Length: > 0 } reward)
        {
            return new ImageGroupRow(row.Required(ImageGroupLayout.Model), prompt, file);
        }

        var n = (int)(row.Number(ImageGroupLayout.N) ?? throw row.Error("\"n\" is missing"));
        return new ImageGroupRow(row.Text(ImageGroupLayout.Model) is { Length: > 0 } model ? model : ImageGroupRow.ModelOf(reward, n), prompt, file)
        {
            Reward = reward,
            N = n,
            Rank = (int?)row.Number(ImageGroupLayout.Rank),
            Score = row.Number(ImageGroupLayout.Score),
            Image = row.Text(ImageGroupLayout.Image) ?? row.Text(FormerGroupKeys.Image),
        };
    }

    private static string Inside(string folder, BenchmarkRow row)
    {
        var file = row.Required(ImageGroupLayout.File);
        var path = Path.GetFullPath(Path.Combine(folder, file));
        return !path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? throw row.Error($"image '{file}' lies outside '{folder}'; nothing outside is shown")
            : File.Exists(path) ? file.Replace('\\', '/')
            : throw row.Error($"there is no image '{file}'");
    }
}
