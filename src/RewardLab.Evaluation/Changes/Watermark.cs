namespace RewardLab.Evaluation.Changes;

/// <summary>The word SAMPLE in white across the middle of an image, as agencies mark theirs.</summary>
internal static class Watermark
{
    private const int GlyphWidth = 5;
    private const int GlyphHeight = 7;
    private const int Advance = GlyphWidth + 1;
    private const double WidthShare = 0.7;

    // A row of each letter to a line.
    private static readonly string[] Rows =
    [
        ".####..###..#...#.####..#.....#####",
        "#.....#...#.##.##.#...#.#.....#....",
        "#.....#...#.#.#.#.#...#.#.....#....",
        ".###..#####.#...#.####..#.....####.",
        "....#.#...#.#...#.#.....#.....#....",
        "....#.#...#.#...#.#.....#.....#....",
        "####..#...#.#...#.#.....#####.#####",
    ];

    private static readonly int Width = Rows[0].Length;

    /// <summary>Stamps the word with an opacity from 0 to 1.</summary>
    public static Raster Stamp(Raster image, float opacity)
    {
        var scale = Math.Max(1, (int)(image.Width * WidthShare / (Width + Advance - GlyphWidth)));
        var (left, top) = ((image.Width - (scale * Width)) / 2, (image.Height - (scale * GlyphHeight)) / 2);
        return image.Map((value, i) =>
        {
            var (x, y) = (i / Raster.Channels % image.Width, i / Raster.Channels / image.Width);
            return IsInk(x - left, y - top, scale) ? value + (opacity * (1 - value)) : value;
        });
    }

    private static bool IsInk(int x, int y, int scale) =>
        x >= 0 && y >= 0 && x / scale < Width && y / scale < GlyphHeight && Rows[y / scale][x / scale] == '#';
}
