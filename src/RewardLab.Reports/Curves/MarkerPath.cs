using System.Globalization;

namespace RewardLab.Reports.Curves;

/// <summary>The outlines of the marks that tell lines of one colour apart. The page's script draws the same.</summary>
internal static class MarkerPath
{
    /// <summary>The outline of a mark as SVG's path data.</summary>
    /// <param name="marker">The number of the mark: 0 dot, 1 square, 2 triangle, 3 diamond, 4 cross.</param>
    /// <param name="x">Its centre.</param>
    /// <param name="y">Its centre.</param>
    /// <param name="r">Half its width.</param>
    public static string Create(int marker, double x, double y, double r) => marker switch
    {
        1 => Text($"M{x - r:0.#} {y - r:0.#}h{2 * r:0.#}v{2 * r:0.#}h{-2 * r:0.#}z"),
        2 => Text($"M{x:0.#} {y - r:0.#}l{r:0.#} {2 * r:0.#}h{-2 * r:0.#}z"),
        3 => Text($"M{x:0.#} {y - (1.3 * r):0.#}l{1.3 * r:0.#} {1.3 * r:0.#}l{-1.3 * r:0.#} {1.3 * r:0.#}l{-1.3 * r:0.#} {-1.3 * r:0.#}z"),
        4 => Text($"M{x - r:0.#} {y - r:0.#}l{2 * r:0.#} {2 * r:0.#}m0 {-2 * r:0.#}l{-2 * r:0.#} {2 * r:0.#}"),
        _ => Text($"M{x - r:0.#} {y:0.#}a{r:0.#} {r:0.#} 0 1 0 {2 * r:0.#} 0a{r:0.#} {r:0.#} 0 1 0 {-2 * r:0.#} 0z"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
