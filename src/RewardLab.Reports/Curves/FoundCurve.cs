using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>A curve of one of the runs of a page.</summary>
/// <param name="Run">The run's place on the page, from 0.</param>
/// <param name="Key">What the curve shows.</param>
/// <param name="Points">Its points, in order.</param>
internal sealed record FoundCurve(int Run, CurveKey Key, IReadOnlyList<CurveSegment> Points)
{
    /// <summary>What its values are measured in: curves of different scales never share an axis. Empty for a number without a unit.</summary>
    public string Scale { get; init; } = Key.Unit;

    /// <summary>What its chart is called.</summary>
    public string Label { get; init; } = Key.Label;
}
