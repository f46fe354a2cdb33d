using System.Text;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;

namespace RewardLab.Runs.Groups;

/// <summary>Writes a run's lists of images for comparison.</summary>
public static class ImageGroupWriter
{
    /// <summary>Writes FOLDER/image-groups.csv; it appears whole, in place of one that was there.</summary>
    /// <param name="run">The run.</param>
    /// <param name="folder">The folder of the images inside the run's folder, with forward slashes.</param>
    /// <param name="rows">The rows, in order.</param>
    /// <returns>The list's path inside the run's folder.</returns>
    public static string SaveImageGroups(this IRun run, string folder, IEnumerable<ImageGroupRow> rows)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(rows);
        var path = $"{folder}/{ImageGroupLayout.FileName}";
        using var file = run.CreateFile(path);
        using var writer = new StreamWriter(file, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        writer.WriteLine(CsvLine.Of(ImageGroupLayout.Columns));
        foreach (var row in rows)
        {
            writer.WriteLine(row.ToCsv());
        }

        return path;
    }
}
