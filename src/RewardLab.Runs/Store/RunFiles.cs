using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Sheets;

namespace RewardLab.Runs.Store;

/// <summary>The files that runs keep, in one layout for all of them.</summary>
public static class RunFiles
{
    /// <summary>The folder of images, inside a run's folder.</summary>
    public const string ImageFolder = "images";

    /// <summary>The folder of score tables, inside a run's folder.</summary>
    public const string ScoreFolder = "scores";

    /// <summary>The folder of held-out images, inside a fine-tuning's folder.</summary>
    public const string HeldOutFolder = "held-out";

    /// <summary>The paths of a run's score tables, in order; none where it keeps none.</summary>
    /// <param name="runFolder">The run's folder.</param>
    public static IReadOnlyList<string> ScoreTables(string runFolder)
    {
        ArgumentException.ThrowIfNullOrEmpty(runFolder);
        var folder = Path.Combine(runFolder, ScoreFolder);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal)] : [];
    }

    /// <summary>Saves the images of one prompt as images/NNN-prompt/MMM.png.</summary>
    /// <param name="run">The run.</param>
    /// <param name="promptIndex">NNN, from 0: keeps prompts in order and apart.</param>
    /// <param name="prompt">Names the folder.</param>
    /// <param name="images">The images; MMM is an image's index.</param>
    /// <returns>The images' paths inside the run's folder, as scores name them.</returns>
    public static IReadOnlyList<string> SaveImages(this IRun run, int promptIndex, string prompt, ImageBatch images)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(prompt);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfNegative(promptIndex);
        var paths = new string[images.Count];
        for (var i = 0; i < images.Count; i++)
        {
            paths[i] = ImagePath(promptIndex, prompt, i);
            using var file = run.CreateFile(paths[i]);
            ImageFiles.WritePng(file, images, i);
        }

        return paths;
    }

    /// <summary>Where <see cref="SaveImages"/> puts an image, inside the run's folder.</summary>
    public static string ImagePath(int promptIndex, string prompt, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{ImageFolder}/{promptIndex:D3}-{SafeName.From(prompt)}/{index:D3}.png");

    /// <summary>Saves the scores of one reward as scores/reward.csv.</summary>
    /// <returns>The file's path inside the run's folder.</returns>
    public static string SaveScores(this IRun run, ScoreTable scores)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(scores);
        var path = $"{ScoreFolder}/{SafeName.From(scores.Reward)}.csv";
        using var file = run.CreateFile(path);
        scores.WriteCsv(file);
        return path;
    }

    /// <summary>Saves a contact sheet beside run.yaml, where the report shows it: as a PNG, and as an SVG of the same name that follows dark screens.</summary>
    /// <returns>The PNG's path inside the run's folder.</returns>
    public static string SaveSheet(this IRun run, string name, ContactSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(sheet);
        var path = $"{SafeName.From(name)}.png";
        using var file = run.CreateFile(path);
        sheet.WritePng(file);
        using var vector = run.CreateFile(Path.ChangeExtension(path, ".svg"));
        sheet.WriteSvg(vector);
        return path;
    }
}
