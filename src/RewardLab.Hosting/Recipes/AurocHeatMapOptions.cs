using RewardLab.Reports.Charts;

namespace RewardLab.Hosting.Recipes;

/// <summary>How <see cref="Lab.Charts"/>.AurocHeatMap is drawn.</summary>
public sealed record AurocHeatMapOptions
{
    /// <summary>Whether (cat, dog) and (dog, cat) are one: rows and columns are the same, and values are mirrored. Default false.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>The colours. Default: the paper's.</summary>
    public ChartPalette Palette { get; init; } = ChartPalette.Paper;

    /// <summary>The words below the columns. Default: none.</summary>
    public string XLabel { get; init; } = "";

    /// <summary>The words beside the rows. Default: none.</summary>
    public string YLabel { get; init; } = "";

    /// <summary>The words above it. Default: the reward's name.</summary>
    public string Title { get; init; } = "";
}
