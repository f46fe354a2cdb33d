namespace RewardLab.Evaluation.Changes;

/// <summary>Whitens what lies behind the objects, where that can be told: what is reached from the image's edge in small steps of colour.</summary>
internal static class BackgroundChange
{
    // Wide enough for noise and soft patterns, narrower than the edge of an object.
    private const float MaxStep = 0.14f;

    // A mask of nearly nothing, or of nearly everything, is none.
    private const double MinShare = 0.1;
    private const double MaxShare = 0.98;

    /// <summary>Mixes the background with white; an image whose background cannot be told stays as it is.</summary>
    public static Raster Whiten(Raster image, float share)
    {
        var mask = Mask(image);
        var edge = 2 * (image.Width + image.Height - 2);
        var inner = mask.Length - edge;

        // The search begins at the edge, which tells nothing of what lies inside.
        if (inner <= 0 || (mask.Count(inside => inside) - edge) / (double)inner is < MinShare or > MaxShare)
        {
            return image;
        }

        // Soft at the edges of objects.
        var soft = new Raster(image.Width, image.Height).Map((_, i) => mask[i / Raster.Channels] ? 1 : 0).Blur(0.6f);
        return image.Map((value, i) => value + (share * soft.Values[i] * (1 - value)));
    }

    private static bool[] Mask(Raster image)
    {
        var mask = new bool[image.Width * image.Height];
        var open = new Stack<int>();
        for (var pixel = 0; pixel < mask.Length; pixel++)
        {
            var (x, y) = (pixel % image.Width, pixel / image.Width);
            if (x == 0 || y == 0 || x == image.Width - 1 || y == image.Height - 1)
            {
                mask[pixel] = true;
                open.Push(pixel);
            }
        }

        while (open.TryPop(out var pixel))
        {
            var x = pixel % image.Width;
            Visit(pixel, pixel - image.Width, pixel >= image.Width);
            Visit(pixel, pixel + image.Width, pixel + image.Width < mask.Length);
            Visit(pixel, pixel - 1, x > 0);
            Visit(pixel, pixel + 1, x < image.Width - 1);
        }

        return mask;

        void Visit(int from, int to, bool exists)
        {
            if (exists && !mask[to] && Step(image, from, to) <= MaxStep)
            {
                mask[to] = true;
                open.Push(to);
            }
        }
    }

    private static float Step(Raster image, int first, int second)
    {
        var step = 0f;
        for (var channel = 0; channel < Raster.Channels; channel++)
        {
            step = MathF.Max(step, MathF.Abs(image.Values[(first * Raster.Channels) + channel] - image.Values[(second * Raster.Channels) + channel]));
        }

        return step;
    }
}
