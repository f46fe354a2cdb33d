namespace RewardLab.Evaluation.Changes;

/// <summary>Changes at the edges of the image, and of its size.</summary>
internal static class FrameChanges
{
    /// <summary>Darkens towards the corners, which keep 1 - <paramref name="by"/> of their light.</summary>
    public static Raster Vignette(Raster image, float by)
    {
        var (centreX, centreY) = ((image.Width - 1) / 2f, (image.Height - 1) / 2f);
        return image.Map((value, i) =>
        {
            var pixel = i / Raster.Channels;
            var (x, y) = (((pixel % image.Width) - centreX) / (centreX + 0.5f), ((pixel / image.Width) - centreY) / (centreY + 0.5f));
            return value * (1 - (by * ((x * x) + (y * y)) / 2));
        });
    }

    /// <summary>Paints a border over the edges, a share of the shorter side wide.</summary>
    public static Raster Border(Raster image, float share)
    {
        var width = Math.Max(1, (int)MathF.Round(share * Math.Min(image.Width, image.Height)));
        return image.Map((value, i) =>
        {
            var (x, y) = (i / Raster.Channels % image.Width, i / Raster.Channels / image.Width);
            return x < width || y < width || x >= image.Width - width || y >= image.Height - width ? 0 : value;
        });
    }

    /// <summary>Cuts a share of the width and of the height off, half at each side, and scales what is left to the image's size.</summary>
    public static Raster Crop(Raster image, float share)
    {
        var (left, top) = (Cut(image.Width), Cut(image.Height));
        return image.Crop(left, top, image.Width - (2 * left), image.Height - (2 * top)).Resize(image.Width, image.Height);

        int Cut(int length) => Math.Min((length - 1) / 2, Math.Max(1, (int)MathF.Round(share * length / 2)));
    }

    public static Raster Flip(Raster image) => image.Map((_, i) =>
    {
        var (pixel, channel) = (i / Raster.Channels, i % Raster.Channels);
        var (x, y) = (pixel % image.Width, pixel / image.Width);
        return image.Values[(((y * image.Width) + image.Width - 1 - x) * Raster.Channels) + channel];
    });

    public static Raster Upscale(Raster image, float factor) =>
        image.Resize((int)MathF.Round(image.Width * factor), (int)MathF.Round(image.Height * factor));
}
