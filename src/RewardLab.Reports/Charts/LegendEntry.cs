using ScottPlot;
using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>What a legend shows of a series.</summary>
internal sealed record LegendEntry(string Name, SKColor Colour)
{
    /// <summary>The line's pattern; null for no line.</summary>
    public LinePattern? Pattern { get; init; }

    /// <summary>The mark; none by default.</summary>
    public MarkerShape Marker { get; init; } = MarkerShape.None;

    /// <summary>Whether a patch of the colour lies under the line.</summary>
    public bool HasFill { get; init; }

    /// <summary>Patterns by index, chosen so that neighbours of like colour differ in print without colours.</summary>
    public static LinePattern PatternOf(int index)
    {
        LinePattern[] patterns = [LinePattern.Solid, LinePattern.Dashed, LinePattern.Dotted, LinePattern.DenselyDashed];
        return patterns[(index + (index / 8)) % patterns.Length];
    }

    /// <summary>Marks by index.</summary>
    public static MarkerShape MarkerOf(int index)
    {
        MarkerShape[] shapes =
        [
            MarkerShape.FilledCircle, MarkerShape.OpenSquare, MarkerShape.FilledTriangleUp, MarkerShape.OpenDiamond,
            MarkerShape.FilledSquare, MarkerShape.OpenCircle, MarkerShape.FilledTriangleDown, MarkerShape.Eks, MarkerShape.FilledDiamond,
        ];
        return shapes[index % shapes.Length];
    }
}
