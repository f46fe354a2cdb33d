using RewardLab.Runs.Monitoring;

namespace RewardLab.Reports.Curves;

/// <summary>A run's curve among others of the same value.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Ink">The number of its colour, from 0; there are <see cref="InkCount"/>.</param>
/// <param name="Dash">The number of its dashes, from 0 for none; there are <see cref="DashCount"/>.</param>
/// <param name="Points">Its points, in order.</param>
public sealed record CurveLine(string Name, int Ink, int Dash, IReadOnlyList<CurveSegment> Points)
{
    /// <summary>Colours that pages tell apart.</summary>
    public const int InkCount = 8;

    /// <summary>Kinds of dashes that pages tell apart.</summary>
    public const int DashCount = 4;

    /// <summary>Whether any of its points is more than one value.</summary>
    internal bool HasBand => Points.Any(point => point.Minimum < point.Maximum);
}
