using RewardLab.Runs.Monitoring;

namespace RewardLab.Editor.Plots;

/// <summary>A curve in a plot.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Points">Its points, in order.</param>
/// <param name="Ink">Its colour, from 1: the number of the series.</param>
internal sealed record PlotSeries(string Title, IReadOnlyList<CurveSegment> Points, int Ink)
{
    /// <summary>What it measures: where curves have scales of their own, those of one measure share one.</summary>
    public string Measure { get; init; } = Title;

    /// <summary>The sign of its measure, drawn on the curve here and there; a space for none.</summary>
    public char Mark { get; init; } = ' ';
}
