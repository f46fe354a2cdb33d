using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Changes;

/// <summary>The changes of images that an X-ray measures: none of them changes what a prompt speaks of.</summary>
public static class ImageChanges
{
    private const string Percent = "%";

    /// <summary>The changes, in the order of pages.</summary>
    /// <param name="jpeg">Writes one image of a batch as JPEG of a quality from 1 to 100 and reads it again; null to leave JPEG out.</param>
    public static IReadOnlyList<ImageChange> Create(Func<ImageBatch, int, int, ImageBatch>? jpeg) =>
    [
        new("brighten", "brighter", [.05, .1, .2], 100, Percent, (image, by) => image.Map((value, _) => value + by)),
        new("darken", "darker", [.05, .1, .2], 100, Percent, (image, by) => image.Map((value, _) => value - by)),
        new("raise-contrast", "more contrast", [.1, .2, .4], 100, Percent, (image, by) => ToneChanges.Contrast(image, 1 + by)),
        new("lower-contrast", "less contrast", [.1, .2, .4], 100, Percent, (image, by) => ToneChanges.Contrast(image, 1 - by)),
        new("saturate", "more saturated", [.2, .4, .8], 100, Percent, (image, by) => ToneChanges.Saturation(image, 1 + by)),
        new("desaturate", "less saturated", [.2, .4, .8], 100, Percent, (image, by) => ToneChanges.Saturation(image, 1 - by)),
        new("rotate-hue", "hue rotated", [10, 20, 40], 1, "°", ToneChanges.Hue),
        new("warm", "warmer", [.03, .06, .12], 100, Percent, (image, by) => ToneChanges.Warmth(image, by)),
        new("cool", "cooler", [.03, .06, .12], 100, Percent, (image, by) => ToneChanges.Warmth(image, -by)),
        new("equalise", "histogram equalised", [.25, .5, 1], 100, Percent, ToneChanges.Equalise),
        new("quantise", "colours quantised", [.03, .06, .12], 100, Percent, ToneChanges.Quantise),
        new("whiten-background", "background whitened", [.25, .5, 1], 100, Percent, BackgroundChange.Whiten),
        new("vignette", "vignette", [.15, .3, .6], 100, Percent, FrameChanges.Vignette),
        new("border", "black border", [.02, .04, .08], 100, Percent, FrameChanges.Border),
        new("watermark", "watermark text", [.15, .3, .6], 100, Percent, Watermark.Stamp),
        new("sharpen", "sharper", [.5, 1, 2], 100, Percent, DetailChanges.Sharpen),
        new("blur", "blurred", [.005, .01, .02], 100, Percent, DetailChanges.Blur),
        new("noise", "noise", [.02, .04, .08], 100, Percent, DetailChanges.Noise),
        new("grain", "film grain", [.03, .06, .12], 100, Percent, DetailChanges.Grain),
        .. jpeg is null ? Array.Empty<ImageChange>() : [Jpeg(jpeg)],
        new("downscale", "scaled down and up", [.2, .35, .5], 100, Percent, (image, by) => DetailChanges.Downscale(image, 1 / (1 - by))),
        new("upscale", "enlarged", [.25, .5, 1], 100, Percent, (image, by) => FrameChanges.Upscale(image, 1 + by)),
        new("crop", "cropped", [.02, .05, .1], 100, Percent, FrameChanges.Crop),
        new("flip", "mirrored", [1], 1, "", (image, _) => FrameChanges.Flip(image)),
    ];

    /// <summary>Root mean square difference of two batches of one size, 0 to 1 of the range of a value: what is seen of a change.</summary>
    /// <param name="before">The images.</param>
    /// <param name="after">The same images, changed.</param>
    /// <returns>Null where their sizes differ, or there are none.</returns>
    public static double? VisibleChange(ImageBatch before, ImageBatch after)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        if (before.Pixels.Length != after.Pixels.Length || before.Width != after.Width || before.Count == 0)
        {
            return null;
        }

        var first = before.Pixels.Span;
        var second = after.Pixels.Span;
        var sum = 0L;
        for (var i = 0; i < first.Length; i++)
        {
            sum += (first[i] - second[i]) * (first[i] - second[i]);
        }

        return Math.Sqrt(sum / (double)first.Length) / byte.MaxValue;
    }

    private static ImageChange Jpeg(Func<ImageBatch, int, int, ImageBatch> jpeg)
    {
        const int Best = 100;
        return new ImageChange(
            "jpeg", "JPEG, quality lowered", [10, 30, 60], 1, " below 100", (images, index, by) => jpeg(images, index, Best - (int)Math.Round(by)));
    }
}
