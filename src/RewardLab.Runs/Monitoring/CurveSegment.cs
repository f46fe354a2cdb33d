using System.Runtime.InteropServices;

namespace RewardLab.Runs.Monitoring;

/// <summary>Values of a curve near one another, as one: exact while a curve is short.</summary>
/// <param name="FirstX">Where the first of them lies.</param>
/// <param name="LastX">Where the last of them lies.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The greatest.</param>
/// <param name="Last">The last.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct CurveSegment(double FirstX, double LastX, double Minimum, double Maximum, double Last)
{
    /// <summary>Seconds from the start of the run to the last of them.</summary>
    public double Elapsed { get; init; }

    /// <summary>A segment of a single value.</summary>
    public static CurveSegment At(double x, double y) => new(x, x, y, y, y);

    /// <summary>Both, the other after this one.</summary>
    public CurveSegment With(CurveSegment next) =>
        new(FirstX, next.LastX, Math.Min(Minimum, next.Minimum), Math.Max(Maximum, next.Maximum), next.Last) { Elapsed = next.Elapsed };
}
