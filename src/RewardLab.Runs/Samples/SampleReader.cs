using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Files;
using RewardLab.Runs.Images;
using RewardLab.Runs.Scores;
using RewardLab.Runs.Store;

namespace RewardLab.Runs.Samples;

/// <summary>Finds a run's images and joins them to their scores. Safe from any thread.</summary>
public static class SampleReader
{
    private const int MaxImages = 20_000;

    /// <summary>The images of a run: those of its folder "images", and the held-out ones of its fine-tunings.</summary>
    /// <exception cref="RewardLabException">A table of scores is damaged.</exception>
    public static IReadOnlyList<Sample> Read(string runFolder) =>
    [
        .. ReadImages(runFolder),
        .. HeldOutReader.Read(runFolder).SelectMany(images => images.Sheets.Select(
            sheet => new Sample(Path.GetFullPath(Path.Combine(runFolder, sheet.Path)), $"{images.Name} held-out", sheet.Epoch))),
    ];

    /// <summary>The images of a run's folder "images" alone.</summary>
    /// <exception cref="RewardLabException">A table of scores is damaged.</exception>
    public static IReadOnlyList<Sample> ReadImages(string runFolder)
    {
        var (scores, keys, groundTruths, prompts) = Scores(runFolder);
        var samples = new List<Sample>();
        foreach (var file in Files(Path.Combine(runFolder, "images")))
        {
            var name = Path.GetRelativePath(runFolder, file).Replace('\\', '/');
            samples.Add(new Sample(file, prompts.GetValueOrDefault(name) ?? Words(Path.GetFileName(Path.GetDirectoryName(file))!), Number(file))
            {
                Scores = scores.GetValueOrDefault(name) ?? [],
                OrderKeys = keys.GetValueOrDefault(name) ?? [],
                GroundTruth = groundTruths.TryGetValue(name, out var groundTruth) ? groundTruth : null,
            });
        }

        return samples;
    }

    private static IEnumerable<string> Files(string folder) =>
        Directory.Exists(folder)
            ? FileWalk.Files(folder).Where(file => ImageFileNames.Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).Take(MaxImages)
            : [];

    private static (Dictionary<string, Dictionary<string, double>> Scores, Dictionary<string, Dictionary<string, double>> Keys,
        Dictionary<string, double> GroundTruths, Dictionary<string, string> Prompts) Scores(
        string folder)
    {
        var (scores, keys) = (new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal),
            new Dictionary<string, Dictionary<string, double>>(StringComparer.Ordinal));
        var groundTruths = new Dictionary<string, double>(StringComparer.Ordinal);
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in RunFiles.ScoreTables(folder))
        {
            var table = ScoreTable.ReadCsv(file);
            for (var row = 0; row < table.Images.Count; row++)
            {
                var image = table.Images[row];
                prompts[image] = table.Prompts[row];
                foreach (var column in table.Columns)
                {
                    if (column.Heading.Role == ScoreRole.GroundTruth)
                    {
                        groundTruths[image] = column.Values[row];
                    }
                    else
                    {
                        var reward = column.Heading.Role == ScoreRole.Reward ? column.Heading.Name : $"{table.Reward} {column.Heading.Text}";
                        Find(scores, image)[reward] = column.Values[row];
                        if (column.OrderKeys is { } order)
                        {
                            Find(keys, image)[reward] = order[row];
                        }
                    }
                }
            }
        }

        return (scores, keys, groundTruths, prompts);
    }

    private static Dictionary<string, double> Find(Dictionary<string, Dictionary<string, double>> all, string image) =>
        all.TryGetValue(image, out var known) ? known : all[image] = new Dictionary<string, double>(StringComparer.Ordinal);

    private static string Words(string folder)
    {
        var dash = folder.IndexOf('-', StringComparison.Ordinal);
        return (dash >= 0 && folder[..dash].All(char.IsAsciiDigit) ? folder[(dash + 1)..] : folder).Replace('-', ' ');
    }

    private static int Number(string file) =>
        int.TryParse(
            string.Concat(Path.GetFileNameWithoutExtension(file).Where(char.IsAsciiDigit)),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number) ? number : 0;
}
