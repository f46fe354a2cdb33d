using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>The colours of charts.</summary>
internal static class ChartInk
{
    public static readonly SKColor Paper = SKColors.White;
    public static readonly SKColor Text = new(0x22, 0x26, 0x2B);
    public static readonly SKColor Faint = new(0x5A, 0x61, 0x6B);
    public static readonly SKColor Axis = new(0x8A, 0x90, 0x99);
    public static readonly SKColor Grid = new(0xE6, 0xE8, 0xEB);
    public static readonly SKColor Gap = new(0xEC, 0xED, 0xEF);

    // Letters on a colour, which stays the same on a dark screen: in an SVG they are told from paper and text by their last bit.
    private static readonly SKColor LightLetters = new(0xFF, 0xFF, 0xFE);
    private static readonly SKColor DarkLetters = new(0x22, 0x26, 0x2A);

    // Okabe and Ito's, without the yellow that white paper swallows.
    private static readonly SKColor[] OkabeIto =
    [
        new(0x00, 0x72, 0xB2), new(0xD5, 0x5E, 0x00), new(0x00, 0x9E, 0x73), new(0xCC, 0x79, 0xA7),
        new(0xE6, 0x9F, 0x00), new(0x56, 0xB4, 0xE9), new(0x00, 0x00, 0x00), new(0x7F, 0x7F, 0x7F),
    ];

    /// <summary>The colour of the series or group of an index.</summary>
    public static SKColor Series(int index) => OkabeIto[index % OkabeIto.Length];

    /// <summary>Relative luminance, 0 to 1 (WCAG 2.2).</summary>
    public static double Luminance(SKColor colour) => (0.2126 * Linear(colour.Red)) + (0.7152 * Linear(colour.Green)) + (0.0722 * Linear(colour.Blue));

    /// <summary>Black or white, whichever is easier to read on a colour that stays the same on a dark screen.</summary>
    public static SKColor ReadableOn(SKColor colour) =>
        1.05 / (Luminance(colour) + 0.05) > (Luminance(colour) + 0.05) / (Luminance(DarkLetters) + 0.05) ? LightLetters : DarkLetters;

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
