using RewardLab.Reports.Charts;

namespace RewardLab.Reports.Documents;

/// <summary>An image in a report: a chart or a contact sheet.</summary>
/// <param name="Title">What the table of contents calls it.</param>
/// <param name="ImagePath">The PNG, inside the run's folder.</param>
/// <param name="AltText">What it shows, for those who do not see it.</param>
public sealed record ReportFigure(string Title, string ImagePath, string AltText) : ReportItem
{
    /// <summary>The same image as SVG, inside the run's folder; null where there is none.</summary>
    public string? VectorPath { get; init; }

    /// <summary>The heat map that it shows; null where it shows something else.</summary>
    public HeatMapChart? HeatMap { get; init; }

    /// <summary>What stands below it; may be empty.</summary>
    public string Caption { get; init; } = "";

    /// <summary>Pixels of the PNG for each unit that it is wide on an ordinary screen. Default 1.</summary>
    public int PixelRatio { get; init; } = 1;
}
