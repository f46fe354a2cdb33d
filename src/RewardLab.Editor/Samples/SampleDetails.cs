using System.Globalization;
using RewardLab.Editor.Controls;
using RewardLab.Editor.Themes;
using RewardLab.Runs.Samples;
using Terminal.Gui.Text;

namespace RewardLab.Editor.Samples;

/// <summary>What stands below images: what they were generated for, and every reward's scores of them.</summary>
internal static class SampleDetails
{
    /// <summary>The lines for images that are seen together, the first of which is A.</summary>
    /// <param name="samples">One image, or several that are compared; null for one that there is not.</param>
    /// <param name="width">Columns of each line.</param>
    /// <param name="max">Lines at most, two at least; the last then says how many are left out.</param>
    public static IReadOnlyList<InkLine> Create(IReadOnlyList<Sample?> samples, int width, int max)
    {
        var first = samples.OfType<Sample>().First();
        var head = new InkLine().Add(first.Prompt).Add(
            samples.Count == 1 ? $"  {Path.GetFileName(first.Path)}" : string.Concat(samples.Select(sample => $"  {NameOf(sample)}")), Ink.Dim);
        IReadOnlyList<InkLine> lines = samples.Count == 1 ? Scores(first, width) : Comparison(samples);
        var room = Math.Max(1, max - 1);
        return lines.Count <= room
            ? [head, .. lines]
            : [head, .. lines.Take(room - 1), InkLine.Create($"{lines.Count - room + 1} more lines: F4 gives this pane the whole screen", Ink.Dim)];
    }

    /// <summary>The letter of an image that is compared, from A.</summary>
    public static string Letter(int index) => ((char)('A' + Math.Min(index, 'Z' - 'A'))).ToString();

    private static string NameOf(Sample? sample) => sample is null ? "-" : $"#{sample.Number}";

    private static List<InkLine> Scores(Sample sample, int width)
    {
        var lines = new List<InkLine> { new() };
        foreach (var (reward, score) in sample.Scores.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var piece = new InkLine().Add($"{reward} ", Ink.Dim).Add($"{Number(score)}  ");
            if (lines[^1].Width > 0 && lines[^1].Width + piece.Width - 2 > width)
            {
                lines.Add(new InkLine());
            }

            lines[^1].Add(piece);
        }

        return lines;
    }

    private static IReadOnlyList<InkLine> Comparison(IReadOnlyList<Sample?> samples)
    {
        const int NumberColumns = 10;
        string[] rewards =
            [.. samples.OfType<Sample>().SelectMany(sample => sample.Scores.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (rewards.Length == 0)
        {
            return [];
        }

        var nameColumns = rewards.Max(reward => reward.GetColumns());
        var isPair = samples.Count == 2;
        return
        [
            Row("", [.. samples.Select((_, index) => Letter(index)), .. isPair ? new[] { "B − A" } : []]),
            .. rewards.Select(reward =>
            {
                double?[] scores = [.. samples.Select(sample => ScoreOf(sample, reward))];
                return Row(reward, [.. scores.Select(Number), .. isPair ? new[] { Difference(scores[0], scores[1]) } : []]);
            }),
        ];

        InkLine Row(string name, IEnumerable<string> cells)
        {
            var line = new InkLine().Add(name, Ink.Dim).PadTo(nameColumns);
            foreach (var cell in cells)
            {
                line.Add(cell.PadLeft(NumberColumns), name.Length == 0 ? Ink.Dim : Ink.Normal);
            }

            return line;
        }
    }

    private static double? ScoreOf(Sample? sample, string reward) =>
        sample is not null && sample.Scores.TryGetValue(reward, out var score) ? score : null;

    private static string Number(double? score) => score?.ToString("0.###", CultureInfo.InvariantCulture) ?? "-";

    private static string Difference(double? from, double? to) => (to - from)?.ToString("+0.###;-0.###;0", CultureInfo.InvariantCulture) ?? "-";
}
