using RewardLab.Abstractions;
using RewardLab.Reports.Curves;
using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>Every curve that the runs' events draw, those of one value in one chart.</summary>
public sealed class CurvesPart : PagePart
{
    private const int ManyLines = 6;
    private const int ManyMarks = 10;

    private const string Bands =
        "Bands are 95% confidence intervals of the means over prompts, of trainings that have ended; a chart of many curves leaves them out.";

    private readonly CurveBoard _board;
    private readonly IReadOnlyList<RunFacts> _runs;

    /// <summary>Lays out the runs' curves.</summary>
    /// <param name="runs">The runs.</param>
    public CurvesPart(IReadOnlyList<RunFacts> runs)
        : base("curves", "Curves")
    {
        _runs = runs;
        _board = CurveBoard.Create([.. runs.Select(run => (run.Label, run.Monitor))]);
    }

    /// <inheritdoc />
    public override bool IsEmpty => _board.Families.Count == 0 && _board.Once is null;

    /// <summary>Writes one chart: lines that can be seen without a script, and the data that a script takes.</summary>
    public static void WriteChart(TextWriter writer, CurveChart chart)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(chart);
        var unit = chart.MetricUnit.Length > 0 ? $" ({HtmlText.Encode(chart.MetricUnit)})" : "";
        writer.Write(
            $"<figure class=\"chart\" id=\"{chart.Id}\">\n<figcaption><b>{HtmlText.Encode(chart.Value)}</b>{unit} over {HtmlText.Encode(chart.Unit)}"
            + "</figcaption>\n<div class=\"plot\">\n");
        CurveSvg.Write(writer, chart);
        writer.Write($"</div>\n<ul class=\"legend{(chart.Lines.Count > ManyLines ? " many" : "")}\">\n");
        foreach (var line in chart.Lines)
        {
            writer.Write($"<li>{Chip(line)}{HtmlText.Encode(line.Name)}</li>\n");
        }

        writer.Write($"</ul>\n<script type=\"application/json\">{CurveJson.Create(chart)}</script>\n</figure>\n");
    }

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var family in _board.Families)
        {
            Write(writer, family);
        }

        if (_board.LeftOut > 0)
        {
            writer.Write(
                $"<p class=\"footnote\">{_board.LeftOut} more curves are left out because the page would be too large. "
                + $"They are in the runs' events.jsonl.</p>\n");
        }

        if (_board.Once is { } once)
        {
            writer.Write("<details>\n<summary>Values reported once</summary>\n<div data-sortable=\"\">\n");
            HtmlTable.Write(writer, once, "Values reported once");
            writer.Write("</div>\n</details>\n");
        }
    }

    private void Write(TextWriter writer, CurveFamily family)
    {
        writer.Write($"<h3>{HtmlText.Encode(family.Title)}{(family.Title == family.Kind ? "" : $" <code>{HtmlText.Encode(family.Kind)}</code>")}</h3>\n");
        if (family.Kind == EventKinds.FineTuningEvaluation && EvaluationSize.Describe(_runs.Select(run => run.Run.Folder)) is { Length: > 0 } size)
        {
            var hasBands = family.Chief.Concat(family.Others).Any(chart => chart.Lines.Any(line => line.HasBand));
            writer.Write(
                $"<p class=\"footnote\">{HtmlText.Encode(size)}{(hasBands ? $" {Bands}" : "")}</p>\n");
        }

        WriteMarks(writer, family);
        WriteCharts(writer, family.Chief);
        if (family.Others.Count > 0)
        {
            writer.Write($"<details>\n<summary>{(family.Chief.Count > 0 ? "More: " : "")}{HtmlText.Encode(Listed(family.Others))}</summary>\n");
            WriteCharts(writer, family.Others);
            writer.Write("</details>\n");
        }
    }

    private static void WriteCharts(TextWriter writer, IReadOnlyList<CurveChart> charts)
    {
        if (charts.Count > 0)
        {
            writer.Write("<div class=\"charts\">\n");
            foreach (var chart in charts)
            {
                WriteChart(writer, chart);
            }

            writer.Write("</div>\n");
        }
    }

    private static void WriteMarks(TextWriter writer, CurveFamily family)
    {
        var marks = family.Chief.Concat(family.Others)
            .SelectMany(chart => chart.Marks.Select(mark => (chart.Unit, mark.X, mark.Words)))
            .Distinct()
            .OrderBy(mark => mark.X)
            .ToArray();
        if (marks.Length > 0)
        {
            writer.Write(
                marks.Length > ManyMarks
                    ? $"<details>\n<summary>{marks.Length} alarms and other marks</summary>\n<ul class=\"marks\">\n"
                    : "<ul class=\"marks\">\n");
            foreach (var (unit, x, words) in marks)
            {
                writer.Write(FormattableString.Invariant($"<li>{HtmlText.Encode(unit)} {x:0.###}: {HtmlText.Encode(words)}</li>\n"));
            }

            writer.Write(marks.Length > ManyMarks ? "</ul>\n</details>\n" : "</ul>\n");
        }
    }

    private static string Listed(IReadOnlyList<CurveChart> charts)
    {
        const int Max = 6;
        return string.Join(", ", charts.Take(Max).Select(chart => chart.Value)) + (charts.Count > Max ? $" and {charts.Count - Max} more" : "");
    }

    private static string Chip(CurveLine line) =>
        $"<svg class=\"chip\" viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line ink-{line.Style.Ink} dash-{line.Style.Dash}\" d=\"M0 4H24\" />"
        + (line.Style.Marker > 0 ? $"<path class=\"dot ink-{line.Style.Ink}\" d=\"{MarkerPath.Create(line.Style.Marker, 12, 4, 3)}\" />" : "") + "</svg>";
}
