using System.Globalization;
using RewardLab.Abstractions;
using RewardLab.Runs.Rows;

namespace RewardLab.Runs.Scores;

/// <summary>Tables of scores from CSV.</summary>
internal static class ScoreTableReader
{
    private const string Image = "image";
    private const string Prompt = "prompt";

    public static ScoreTable Read(Stream stream, string path)
    {
        var rows = CsvRows.Read(stream, path);
        var names = rows.Count == 0 ? [] : rows[0].Columns.Where(name => name is not (Image or Prompt)).ToArray();
        if (names.Length == 0)
        {
            throw new RewardLabException($"{path}: holds no scores: its columns are image, prompt and a score or more, and it has a row at least.");
        }

        return new ScoreTable(
            Path.GetFileNameWithoutExtension(path),
            [.. rows.Select(row => row.Required(Image))],
            [.. rows.Select(row => row.Text(Prompt) ?? "")],
            [
                .. names.Where(name => !IsOrder(name, names)).Select(name => new ScoreColumn(name, [.. rows.Select(row => Number(row, name))])
                {
                    OrderKeys = names.Contains(name + ScoreText.OrderSuffix) ? [.. rows.Select(row => Number(row, name + ScoreText.OrderSuffix))] : null,
                }),
            ]);
    }

    private static bool IsOrder(string name, string[] names) =>
        name.EndsWith(ScoreText.OrderSuffix, StringComparison.Ordinal) && names.Contains(name[..^ScoreText.OrderSuffix.Length]);

    // A score may be infinite or no number at all: what a reward said is kept.
    private static double Number(Evaluation.Benchmarks.BenchmarkRow row, string name) =>
        double.TryParse(row.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw row.Error($"\"{name}\" is \"{row.Text(name)}\"; it must be a number");
}
