using System.Globalization;
using System.Text;
using System.Text.Json;
using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>Charts as the page's script reads them: { id, kind, value, unit, metricUnit, lines: [{ name, group, ink, dash, marker, x, t, y, low, high }],
/// marks: [{ x, words }] }: t is in seconds since the start of the run, group names replicates, low and high are of lines with a band alone.</summary>
/// <remarks>Letters that mean something to HTML are escaped: the text may stand inside a script element as it is.</remarks>
public static class CurveJson
{
    /// <summary>A chart's curves as JSON for the page's script.</summary>
    public static string Create(CurveChart chart)
    {
        ArgumentNullException.ThrowIfNull(chart);
        return Text(json => Write(json, chart));
    }

    /// <summary>Every chart of runs, for a page that is open: { charts: [...] }.</summary>
    public static string Create(CurveBoard board)
    {
        ArgumentNullException.ThrowIfNull(board);
        return Text(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("charts");
            foreach (var chart in board.Families.SelectMany(family => family.Chief.Concat(family.Others)))
            {
                Write(json, chart);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static string Text(Action<Utf8JsonWriter> write)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void Write(Utf8JsonWriter json, CurveChart chart)
    {
        json.WriteStartObject();
        json.WriteString("id", chart.Id);
        json.WriteString("kind", chart.Kind);
        json.WriteString("value", chart.Value);
        json.WriteString("unit", chart.Unit);
        json.WriteString("metricUnit", chart.MetricUnit);
        json.WriteStartArray("lines");
        foreach (var line in chart.Lines)
        {
            Write(json, line);
        }

        json.WriteEndArray();
        json.WriteStartArray("marks");
        foreach (var mark in chart.Marks)
        {
            json.WriteStartObject();
            json.WriteNumber("x", Rounded(mark.X));
            json.WriteString("words", mark.Words);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, CurveLine line)
    {
        json.WriteStartObject();
        json.WriteString("name", line.Name);
        json.WriteString("group", line.Group);
        json.WriteNumber("ink", line.Style.Ink);
        json.WriteNumber("dash", line.Style.Dash);
        json.WriteNumber("marker", line.Style.Marker);
        Write(json, "x", line.Points, point => point.LastX);
        Write(json, "t", line.Points, point => Math.Round(point.Elapsed, 1));
        Write(json, "y", line.Points, point => point.Last);
        if (line.HasBand)
        {
            Write(json, "low", line.Points, point => point.Minimum);
            Write(json, "high", line.Points, point => point.Maximum);
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<CurveSegment> points, Func<CurveSegment, double> value)
    {
        json.WriteStartArray(name);
        foreach (var point in points)
        {
            json.WriteNumberValue(Rounded(value(point)));
        }

        json.WriteEndArray();
    }

    // More digits than a screen has dots would double the page.
    private static double Rounded(double value) => double.Parse(value.ToString("G9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
