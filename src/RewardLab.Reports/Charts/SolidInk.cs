using ScottPlot;

namespace RewardLab.Reports.Charts;

/// <summary>Draws nothing, and ends the dashes of the line before it:
/// marks that follow would inherit them, which a PNG does not show but SVG complains of.</summary>
internal sealed class SolidInk : IPlottable
{
    /// <inheritdoc />
    public bool IsVisible { get; set; } = true;

    /// <inheritdoc />
    public IAxes Axes { get; set; } = new Axes();

    /// <inheritdoc />
    public IEnumerable<LegendItem> LegendItems => [];

    /// <inheritdoc />
    public AxisLimits GetAxisLimits() => AxisLimits.NoLimits;

    /// <inheritdoc />
    public void Render(RenderPack rp) => rp.Paint.SKPaint.PathEffect = null;
}
