using RewardLab.Abstractions;
using RewardLab.Hosting.Recipes.Engine;
using RewardLab.Reports.Charts;
using RewardLab.Reports.Documents;
using RewardLab.Runs.Files;
using RewardLab.Runs.Sheets;

namespace RewardLab.Hosting.Recipes;

/// <content>Charts of any numbers: each is saved as charts/NAME.png and charts/NAME.svg, and stands in the report.</content>
public static partial class Lab
{
    /// <summary>Saves a chart and shows it in the report.</summary>
    /// <param name="name">The files' name, without extension; each chart of a recipe has its own.</param>
    /// <param name="chart">The chart.</param>
    /// <param name="caption">What stands below it in the report; may be empty.</param>
    /// <exception cref="RewardLabException">The name is taken, or the chart's parts do not fit together.</exception>
    public static void Chart(string name, Chart chart, string caption = "")
    {
        ArgumentNullException.ThrowIfNull(chart);
        ArgumentNullException.ThrowIfNull(caption);
        ChartFigure(RecipeSession.Current, "Lab.Chart", name, chart, caption);
    }

    /// <summary>Saves a contact sheet and shows it in the report. File: NAME.png.</summary>
    /// <param name="name">The file's name, without extension.</param>
    /// <param name="sheet">The sheet.</param>
    /// <param name="caption">What stands below it in the report.</param>
    /// <exception cref="RewardLabException">The name is taken, or the sheet's parts do not fit together.</exception>
    public static void Sheet(string name, ContactSheet sheet, string caption = "")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(sheet);
        SheetFigure(RecipeSession.Current, "Lab.Sheet", name, caption.Length > 0 ? caption : sheet.Title, sheet);
    }

    /// <summary>Saves a heat map and shows it in the report.</summary>
    /// <param name="name">The files' name, without extension.</param>
    /// <param name="title">The words above it.</param>
    /// <param name="rows">The words left of each row.</param>
    /// <param name="columns">The words below each column.</param>
    /// <param name="values">[rows][columns]; null leaves a gap.</param>
    /// <param name="centre">The value that is white.</param>
    /// <param name="low">Values from here down share the strongest of the lower colours; below the centre.</param>
    /// <param name="high">Values from here up share the strongest of the upper colours; above the centre.</param>
    /// <param name="palette">The colours.</param>
    /// <param name="caption">What stands below it in the report.</param>
    /// <exception cref="RewardLabException">The name is taken, or rows, columns, values and limits do not fit together.</exception>
    public static void HeatMap(
        string name,
        string title,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<IReadOnlyList<double?>> values,
        double centre = 0.75,
        double low = 0.5,
        double high = 1,
        ChartPalette palette = ChartPalette.Paper,
        string caption = "") =>
        ChartFigure(
            RecipeSession.Current, "Lab.HeatMap", name, new HeatMapChart(title, rows, columns, values) { Centre = centre, Low = low, High = high, Palette = palette }, caption);

    /// <summary>Saves a chart of lines and shows it in the report.</summary>
    /// <param name="name">The files' name, without extension.</param>
    /// <param name="title">The words above it.</param>
    /// <param name="series">The lines, with bands or without.</param>
    /// <param name="xLabel">The words below the horizontal axis.</param>
    /// <param name="yLabel">The words beside the vertical axis.</param>
    /// <param name="hasDiagonal">Whether a thin line of y = x is drawn.</param>
    /// <param name="caption">What stands below it in the report.</param>
    /// <exception cref="RewardLabException">The name is taken, or a line's lists differ in length.</exception>
    public static void Lines(
        string name, string title, IReadOnlyList<LineSeries> series, string xLabel = "", string yLabel = "", bool hasDiagonal = false, string caption = "") =>
        ChartFigure(RecipeSession.Current, "Lab.Lines", name, new LineChart(title, series) { XLabel = xLabel, YLabel = yLabel, HasDiagonal = hasDiagonal }, caption);

    /// <summary>Saves a chart of points, with the share of them in each quadrant, and shows it in the report.</summary>
    /// <param name="name">The files' name, without extension.</param>
    /// <param name="title">The words above it.</param>
    /// <param name="x">Horizontal coordinates.</param>
    /// <param name="y">As many vertical ones.</param>
    /// <param name="groups">The group of each point, such as its label.</param>
    /// <param name="xLabel">The words below the horizontal axis.</param>
    /// <param name="yLabel">The words beside the vertical axis.</param>
    /// <param name="xThreshold">Where the quadrants part; null for the median.</param>
    /// <param name="yThreshold">The same for the vertical axis.</param>
    /// <param name="caption">What stands below it in the report.</param>
    /// <exception cref="RewardLabException">The name is taken, or the lists differ in length.</exception>
    public static void Scatter(
        string name,
        string title,
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        IReadOnlyList<string> groups,
        string xLabel = "",
        string yLabel = "",
        double? xThreshold = null,
        double? yThreshold = null,
        string caption = "") =>
        ChartFigure(
            RecipeSession.Current,
            "Lab.Scatter",
            name,
            new ScatterChart(title, x, y, groups) { XLabel = xLabel, YLabel = yLabel, XThreshold = xThreshold, YThreshold = yThreshold },
            caption);

    /// <summary>Saves histograms of several groups, one over the other, and shows them in the report.</summary>
    /// <param name="name">The files' name, without extension.</param>
    /// <param name="title">The words above it.</param>
    /// <param name="groups">The groups with their numbers.</param>
    /// <param name="xLabel">The words below the horizontal axis.</param>
    /// <param name="binCount">Number of bins, 1 to 200.</param>
    /// <param name="caption">What stands below it in the report.</param>
    /// <exception cref="RewardLabException">The name is taken, or the number of bins is out of range.</exception>
    public static void Histogram(string name, string title, IReadOnlyList<HistogramGroup> groups, string xLabel = "", int binCount = 24, string caption = "") =>
        ChartFigure(
            RecipeSession.Current, "Lab.Histogram", name, new HistogramChart(title, groups) { XLabel = xLabel, YLabel = "share of the group", BinCount = binCount }, caption);

    private static void ChartFigure(RecipeSession session, string call, string name, Chart chart, string caption)
    {
        RequireName(call, name);
        var path = $"charts/{SafeName.Of(name)}";
        session.RequireNewFigure(call, name, path + ".png");

        // Drawn before it is a file, so that a chart that is refused leaves none behind.
        using var picture = new MemoryStream();
        using var vector = new MemoryStream();
        chart.WritePng(picture);
        chart.WriteSvg(vector);
        SaveBytes(path + ".png", picture.ToArray());
        SaveBytes(path + ".svg", vector.ToArray());
        session.Report(new ReportFigure(chart.Title.Length > 0 ? chart.Title : name, path + ".png", chart.Describe())
        {
            VectorPath = path + ".svg",
            HeatMap = chart as HeatMapChart,
            Caption = caption,
            PixelRatio = Reports.Charts.Chart.PixelRatio,
        });
    }
}
