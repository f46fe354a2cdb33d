using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Evaluation.Benchmarks;
using RewardLab.Evaluation.Layouts;
using RewardLab.Runs.Rows;

namespace RewardLab.Runs.Scores;

/// <summary>Tables of scores from CSV, of this version or the first.</summary>
internal static class ScoreTableReader
{
    // Headings of the first version, whose files were named after their reward.
    private const string FormerScore = "score";
    private const string FormerGroundTruth = "truth";

    public static ScoreTable Read(Stream stream, string path)
    {
        var rows = CsvRows.Read(stream, path);
        var names = rows.Count == 0 ? [] : rows[0].Columns.Where(name => !ScoreLayout.Descriptions.Contains(name, StringComparer.Ordinal)).ToArray();
        if (names.Length == 0)
        {
            throw new RewardLabException($"{path}: has no scores. It needs columns image, prompt and at least one score, and at least one row.");
        }

        var file = Path.GetFileNameWithoutExtension(path);
        ScoreColumn[] columns =
        [
            .. names.Where(name => !IsOrder(name, names)).Select(name => new ScoreColumn(Heading(name, file, names), [.. rows.Select(row => Number(row, name))])
            {
                OrderKeys = names.Contains(name + ScoreLayout.OrderSuffix) ? [.. rows.Select(row => Number(row, name + ScoreLayout.OrderSuffix))] : null,
            }),
        ];
        return new ScoreTable(
            columns.FirstOrDefault(column => column.Heading.Role == ScoreRole.Reward)?.Heading.Name ?? file,
            [.. rows.Select(row => row.Required(ScoreLayout.Image))],
            [.. rows.Select(row => row.Text(ScoreLayout.Prompt) ?? "")],
            columns);
    }

    private static ScoreHeading Heading(string name, string file, string[] names) =>
        !names.Contains(FormerScore) ? ScoreHeading.Parse(name)
        : name == FormerScore ? new ScoreHeading(ScoreRole.Reward, file)
        : name == FormerGroundTruth ? ScoreHeading.GroundTruth
        : ScoreHeading.Parse(name);

    private static bool IsOrder(string name, string[] names) =>
        name.EndsWith(ScoreLayout.OrderSuffix, StringComparison.Ordinal) && names.Contains(name[..^ScoreLayout.OrderSuffix.Length]);

    // A score may be infinite or no number at all: what a reward gave is kept.
    private static double Number(BenchmarkRow row, string name) =>
        double.TryParse(row.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw row.Error($"\"{name}\" is \"{row.Text(name)}\", but must be a number");
}
