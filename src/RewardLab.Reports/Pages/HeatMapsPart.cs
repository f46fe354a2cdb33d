using System.Globalization;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;

namespace RewardLab.Reports.Pages;

/// <summary>The runs' heat maps as tables with coloured cells, in the colours of the charts.</summary>
/// <param name="runs">The runs.</param>
public sealed class HeatMapsPart(IReadOnlyList<RunFacts> runs) : PagePart("heat-maps", "Heat maps")
{
    private const int MaxCells = 10_000;

    /// <inheritdoc />
    public override bool IsEmpty => runs.All(run => run.Results.HeatMaps.Count == 0);

    /// <inheritdoc />
    private protected override void WriteContent(TextWriter writer, PageColors colors)
    {
        foreach (var (title, maps) in RunGroups.ByName(runs, run => run.Results.HeatMaps, map => map.Title))
        {
            writer.Write($"<h3>{HtmlText.Encode(title.Length > 0 ? title : "Heat map")}</h3>\n");
            foreach (var (run, map) in maps)
            {
                writer.Write(runs.Count > 1 ? $"<h4>{Named(run)}</h4>\n" : "");
                Write(writer, map, colors, runs.Count > 1 ? $"{map.Title} of {run.Label}" : map.Title);
            }
        }
    }

    private static void Write(TextWriter writer, HeatMapChart map, PageColors colors, string label)
    {
        if ((long)map.Rows.Count * map.Columns.Count > MaxCells)
        {
            writer.Write($"<p>Its {map.Rows.Count} by {map.Columns.Count} cells are too many for this page; see the run's {RunResults.FileName}.</p>\n");
            return;
        }

        writer.Write(
            $"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{HtmlText.Encode(label.Length > 0 ? label : "Heat map")}\">\n<table "
            + $"class=\"heat\">\n<thead><tr><td></td>");
        foreach (var column in map.Columns)
        {
            writer.Write($"<th scope=\"col\">{HtmlText.Encode(column)}</th>");
        }

        writer.Write("</tr></thead>\n<tbody>\n");
        foreach (var (row, values) in map.Rows.Zip(map.Values))
        {
            writer.Write($"<tr><th scope=\"row\">{HtmlText.Encode(row)}</th>");
            foreach (var (column, value) in map.Columns.Zip(values))
            {
                WriteCell(writer, map, colors, $"{row}, {column}", value);
            }

            writer.Write("</tr>\n");
        }

        writer.Write("</tbody>\n</table>\n</div>\n<p class=\"footnote\">");
        writer.Write(
            $"{Patch(map, colors, map.Low)} and below, {Patch(map, colors, map.Centre)} in the middle, {Patch(map, colors, map.High)} and above.</p>\n");
    }

    private static void WriteCell(TextWriter writer, HeatMapChart map, PageColors colors, string place, double? value)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            writer.Write($"<td class=\"gap\" title=\"{HtmlText.Encode(place)}: no value\"></td>");
            return;
        }

        var text = HtmlText.Encode(Shown(map, number));
        writer.Write($"<td class=\"{Class(map, colors, number)}\" title=\"{HtmlText.Encode(place)}: {text}\">{text}</td>");
    }

    private static string Patch(HeatMapChart map, PageColors colors, double value) =>
        $"<span class=\"patch {Class(map, colors, value)}\">{HtmlText.Encode(Shown(map, value))}</span>";

    private static string Class(HeatMapChart map, PageColors colors, double value)
    {
        var (red, green, blue) = map.ColorOf(value);
        return colors.ClassOf(red, green, blue);
    }

    private static string Shown(HeatMapChart map, double value) => value.ToString(map.Format, CultureInfo.InvariantCulture);
}
