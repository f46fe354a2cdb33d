using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Inspection;

/// <summary>Names the colour of a blob: that of most of its coloured pixels. Stems, bands and eyes are outvoted.</summary>
internal static class BlobColour
{
    // Outlines, eyes and openings are dark or grey.
    private const float MinChroma = 0.25f;

    private static readonly Rgb[] Pure = [.. Enum.GetValues<ToyColour>().Select(colour => Normalised(ToyPalette.Of(colour)))];

    /// <summary>The colour; null where no pixel is coloured.</summary>
    public static ToyColour? Find(ForegroundMap map, Blob blob)
    {
        var votes = new int[Pure.Length];
        foreach (var pixel in blob.Pixels)
        {
            var colour = new Rgb(map.Image[pixel * 3], map.Image[(pixel * 3) + 1], map.Image[(pixel * 3) + 2]);
            if (MaxChannel(colour) - Math.Min(colour.R, Math.Min(colour.G, colour.B)) > MinChroma)
            {
                votes[Nearest(Normalised(colour))]++;
            }
        }

        var max = votes.Max();
        return max == 0 ? null : (ToyColour)Array.IndexOf(votes, max);
    }

    private static int Nearest(Rgb colour)
    {
        var (nearest, min) = (0, float.PositiveInfinity);
        for (var i = 0; i < Pure.Length; i++)
        {
            var (r, g, b) = (colour.R - Pure[i].R, colour.G - Pure[i].G, colour.B - Pure[i].B);
            var distance = (r * r) + (g * g) + (b * b);
            (nearest, min) = distance < min ? (i, distance) : (nearest, min);
        }

        return nearest;
    }

    // Shading and light change brightness, not the name.
    private static Rgb Normalised(Rgb colour) => colour.Scaled(1 / Math.Max(MaxChannel(colour), 1e-3f));

    private static float MaxChannel(Rgb colour) => Math.Max(colour.R, Math.Max(colour.G, colour.B));
}
