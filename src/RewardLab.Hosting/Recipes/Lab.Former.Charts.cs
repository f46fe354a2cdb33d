using System.ComponentModel;
using RewardLab.Evaluation.Labels;
using RewardLab.Evaluation.Tables;
using RewardLab.Reports.Charts;
using RewardLab.Runs.Sheets;

namespace RewardLab.Hosting.Recipes;

/// <content>Names of the former version: charts.</content>
public static partial class Lab
{
    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.Chart is now Lab.Charts.Add; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Chart(string name, Chart chart, string caption = "") =>
        Charts.Add(name, chart, caption);

    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.Sheet is now Lab.Charts.Add; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Sheet(string name, ContactSheet sheet, string caption = "") =>
        Charts.Add(name, sheet, caption);

    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.HeatMap is now Lab.Charts.Add with a HeatMapChart; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
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
        Charts.Add(name, new HeatMapChart(title, rows, columns, values) { Centre = centre, Low = low, High = high, Palette = palette }, caption);

    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.Lines is now Lab.Charts.Add with a LineChart; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Lines(
        string name, string title, IReadOnlyList<LineSeries> series, string xLabel = "", string yLabel = "", bool hasDiagonal = false, string caption = "") =>
        Charts.Add(name, new LineChart(title, series) { XLabel = xLabel, YLabel = yLabel, HasDiagonal = hasDiagonal }, caption);

    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.Scatter is now Lab.Charts.Add with a ScatterChart; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
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
        Charts.Add(name, new ScatterChart(title, x, y, groups) { XLabel = xLabel, YLabel = yLabel, XThreshold = xThreshold, YThreshold = yThreshold }, caption);

    /// <summary>Former name of Charts.Add.</summary>
    [Obsolete("Lab.Histogram is now Lab.Charts.Add with a HistogramChart; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Histogram(
        string name, string title, IReadOnlyList<HistogramGroup> groups, string xLabel = "", int binCount = 24, string caption = "") =>
        Charts.Add(name, new HistogramChart(title, groups) { XLabel = xLabel, YLabel = "share of the group", BinCount = binCount }, caption);

    /// <summary>Former name of Charts.BestOfN.</summary>
    [Obsolete("Lab.ContactSheet is now Lab.Charts.BestOfN; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void ContactSheet(
        string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, RecipeReward truth, IReadOnlyList<int> counts, int maxRows = 16) =>
        Charts.BestOfN(name, pools, reward, truth, counts, maxRows);

    /// <summary>Former name of Charts.Curves.</summary>
    [Obsolete("Lab.Curves is now Lab.Charts.Curves; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Curves(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<LabelSet> labels) =>
        Charts.Curves(name, pools, rewards, labels);

    /// <summary>Former name of Charts.Curves.</summary>
    [Obsolete("Lab.Curves is now Lab.Charts.Curves; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Curves(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward truth) =>
        Charts.Curves(name, pools, rewards, truth);

    /// <summary>Former name of Charts.RewardHistograms.</summary>
    [Obsolete("Lab.RewardHistograms is now Lab.Charts.RewardHistograms; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RewardHistograms(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, IReadOnlyList<LabelSet> labels) =>
        Charts.RewardHistograms(name, pools, rewards, labels);

    /// <summary>Former name of Charts.RewardHistograms.</summary>
    [Obsolete("Lab.RewardHistograms is now Lab.Charts.RewardHistograms; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RewardHistograms(string name, IReadOnlyList<ImagePool> pools, IReadOnlyList<RecipeReward> rewards, RecipeReward truth) =>
        Charts.RewardHistograms(name, pools, rewards, truth);

    /// <summary>Former name of Charts.RewardScatter.</summary>
    [Obsolete("Lab.RewardScatter is now Lab.Charts.RewardScatter; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RewardScatter(string name, IReadOnlyList<ImagePool> pools, RecipeReward first, RecipeReward second, IReadOnlyList<LabelSet> labels) =>
        Charts.RewardScatter(name, pools, first, second, labels);

    /// <summary>Former name of Charts.RewardScatter.</summary>
    [Obsolete("Lab.RewardScatter is now Lab.Charts.RewardScatter; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void RewardScatter(string name, IReadOnlyList<ImagePool> pools, RecipeReward first, RecipeReward second, RecipeReward truth) =>
        Charts.RewardScatter(name, pools, first, second, truth);

    /// <summary>Former name of Charts.Disagreements.</summary>
    [Obsolete("Lab.Disagreements is now Lab.Charts.Disagreements; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Disagreements(string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, IReadOnlyList<LabelSet> labels, int count = 6) =>
        Charts.Disagreements(name, pools, reward, labels, count);

    /// <summary>Former name of Charts.Disagreements.</summary>
    [Obsolete("Lab.Disagreements is now Lab.Charts.Disagreements; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void Disagreements(string name, IReadOnlyList<ImagePool> pools, RecipeReward reward, RecipeReward truth, int count = 6) =>
        Charts.Disagreements(name, pools, reward, truth, count);

    /// <summary>Former name of Charts.AurocHeatMap.</summary>
    [Obsolete("Lab.AurocHeatMap is now Lab.Charts.AurocHeatMap, with AurocHeatMapOptions; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void AurocHeatMap(
        string name,
        EvaluationTable evaluation,
        string reward,
        Func<string, (string Row, string Column)?> place,
        bool isSymmetric = false,
        ChartPalette palette = ChartPalette.Paper,
        string xLabel = "",
        string yLabel = "",
        string title = "") =>
        Charts.AurocHeatMap(name, evaluation, reward, place, new AurocHeatMapOptions
        {
            IsSymmetric = isSymmetric, Palette = palette, XLabel = xLabel, YLabel = yLabel, Title = title,
        });

    /// <summary>Former name of Charts.AurocHeatMap.</summary>
    [Obsolete("Lab.AurocHeatMap is now Lab.Charts.AurocHeatMap, with AurocHeatMapOptions; the former name works in this version only.")]
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static void AurocHeatMap(
        string name,
        RecipeBenchmark evaluation,
        string reward,
        Func<string, (string Row, string Column)?> place,
        bool isSymmetric = false,
        ChartPalette palette = ChartPalette.Paper,
        string xLabel = "",
        string yLabel = "",
        string title = "") =>
        Charts.AurocHeatMap(name, evaluation, reward, place, new AurocHeatMapOptions
        {
            IsSymmetric = isSymmetric, Palette = palette, XLabel = xLabel, YLabel = yLabel, Title = title,
        });
}
