using System.Globalization;
using RewardLab.Evaluation.Statistics;

namespace RewardLab.Reports.Cards;

/// <summary>A shift with its interval on an axis around zero, small enough for a cell of a table.</summary>
internal sealed class ShiftBar
{
    private const int Width = 240;
    private const int Height = 18;
    private const int Margin = 6;
    private const double MinLimit = 0.5;

    private readonly double _limit;

    /// <summary>Bars of one axis.</summary>
    /// <param name="shifts">All that will be shown; ends of wide intervals are cut off.</param>
    public ShiftBar(IEnumerable<ConfidenceInterval?> shifts) =>
        _limit = shifts.OfType<ConfidenceInterval>().Select(shift => Math.Abs(shift.Mean) * 1.25).Append(MinLimit).Max();

    /// <summary>The bar as SVG. It says nothing that the table does not say, and screen readers pass it over.</summary>
    /// <param name="shift">The shift.</param>
    /// <param name="isSignificant">Whether it is told from none; else its point is hollow.</param>
    public string ToSvg(ConfidenceInterval shift, bool isSignificant)
    {
        var (zero, mean) = (X(0), X(shift.Mean));
        var kind = !isSignificant ? "none" : shift.Mean > 0 ? "up" : "down";
        var interval = shift.HasEnds
            ? Invariant($"<line x1=\"{X(shift.Lower!.Value):0.#}\" x2=\"{X(shift.Upper!.Value):0.#}\" y1=\"9\" y2=\"9\" class=\"{kind} interval\" />")
            : "";
        return Invariant($"<svg class=\"shift\" width=\"{Width}\" height=\"{Height}\" viewBox=\"0 0 {Width} {Height}\" aria-hidden=\"true\">")
            + Invariant($"<line x1=\"{zero:0.#}\" x2=\"{zero:0.#}\" y1=\"0\" y2=\"{Height}\" class=\"zero\" />{interval}")
            + Invariant($"<circle cx=\"{mean:0.#}\" cy=\"9\" r=\"4.5\" class=\"{kind}\" /></svg>");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private double X(double value) => Margin + ((Math.Clamp(value / _limit, -1, 1) + 1) / 2 * (Width - (2 * Margin)));
}
