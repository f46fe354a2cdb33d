using SkiaSharp;

namespace RewardLab.Reports.Charts;

/// <summary>Colours that part at a centre: white there, stronger the farther away, as fast on one side as on the other.</summary>
internal sealed class DivergingScale(HeatMapChart chart)
{
    // ColorBrewer's RdBu and PuOr, from the lowest to the highest.
    private static readonly SKColor[] RedBlue =
        [new(0xB2, 0x18, 0x2B), new(0xEF, 0x8A, 0x62), new(0xFF, 0xFF, 0xFF), new(0x67, 0xA9, 0xCF), new(0x21, 0x66, 0xAC)];

    private static readonly SKColor[] OrangePurple =
        [new(0xB3, 0x58, 0x06), new(0xF1, 0xA3, 0x40), new(0xFF, 0xFF, 0xFF), new(0x99, 0x8E, 0xC3), new(0x54, 0x27, 0x88)];

    private readonly SKColor[] _anchors = chart.Palette == ChartPalette.Paper ? RedBlue : OrangePurple;
    private readonly double _reach = Math.Max(chart.High - chart.Centre, chart.Centre - chart.Low);

    /// <summary>The colour of a finite value.</summary>
    public SKColor this[double value]
    {
        get
        {
            var inLimits = Math.Clamp(value, chart.Low, chart.High);
            var position = Math.Clamp((((inLimits - chart.Centre) / _reach) + 1) / 2, 0, 1) * (_anchors.Length - 1);
            var below = Math.Min((int)position, _anchors.Length - 2);
            return Mix(_anchors[below], _anchors[below + 1], position - below);
        }
    }

    private static SKColor Mix(SKColor from, SKColor to, double share)
    {
        return new SKColor(Between(from.Red, to.Red), Between(from.Green, to.Green), Between(from.Blue, to.Blue));

        byte Between(byte a, byte b) => (byte)Math.Round(a + (share * (b - a)));
    }
}
