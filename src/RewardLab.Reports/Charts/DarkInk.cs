using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>The colours of charts for readers whose screens are dark, as rules inside the SVG: an image in a page follows the reader, too.</summary>
/// <remarks>Where colours are values, as in heat maps and bars with words on them, they and those words stay; paper, axes and other words follow.</remarks>
internal static class DarkInk
{
    private static readonly (SKColor Light, string Dark)[] Frame =
    [
        (ChartInk.Paper, "#1c2025"), (ChartInk.Text, "#e4e7eb"), (ChartInk.Faint, "#a2abb6"), (ChartInk.Axis, "#7d8691"), (ChartInk.Grid, "#363c44"),
        (ChartInk.Gap, "#2b3138"),
    ];

    private static readonly (SKColor Light, string Dark)[] Series =
    [
        (ChartInk.Series(0), "#5aaeec"), (ChartInk.Series(1), "#ff8f4a"), (ChartInk.Series(2), "#3ecf9f"), (ChartInk.Series(3), "#e79ccb"),
        (ChartInk.Series(4), "#f0b83a"), (ChartInk.Series(5), "#a3d8f7"), (ChartInk.Series(6), "#ffffff"), (ChartInk.Series(7), "#a9a9a9"),
    ];

    /// <summary>A style element for a chart.</summary>
    public static string StyleOf(Chart chart)
    {
        var colours = chart is LineChart or ScatterChart or HistogramChart ? Frame.Concat(Series) : Frame;
        return $"\n<style>@media (prefers-color-scheme: dark) {{ {string.Join(' ', colours.SelectMany(colour => Rules(colour.Light, colour.Dark)))} }}</style>";
    }

    // The drawing library writes black and white by name.
    private static IEnumerable<string> Rules(SKColor light, string dark)
    {
        var name = light == SKColors.White ? "white" : light == SKColors.Black ? "black" : $"#{light.Red:X2}{light.Green:X2}{light.Blue:X2}";
        return [$"[fill=\"{name}\"] {{ fill: {dark}; }}", $"[stroke=\"{name}\"] {{ stroke: {dark}; }}"];
    }
}
