using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>A run's curve among others of the same value.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">The style of its training.</param>
/// <param name="Points">Its points, in order.</param>
public sealed record CurveLine(string Name, SeriesStyle Style, IReadOnlyList<CurveSegment> Points)
{
    /// <summary>What it and its replicates are together; empty for one without replicates.</summary>
    public string Group { get; init; } = "";

    /// <summary>Whether any of its points is more than one value.</summary>
    internal bool HasBand => Points.Any(point => point.Minimum < point.Maximum);
}
