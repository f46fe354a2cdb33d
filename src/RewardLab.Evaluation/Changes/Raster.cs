using RewardLab.Abstractions;

namespace RewardLab.Evaluation.Changes;

/// <summary>One image as numbers that a change may take beyond 0..1 on the way; bytes again at the end.</summary>
internal sealed class Raster
{
    public const int Channels = 3;

    private const float Max = byte.MaxValue;

    public Raster(int width, int height) => (Width, Height, Values) = (width, height, new float[width * height * Channels]);

    public int Width { get; }

    public int Height { get; }

    /// <summary>0 is black, 1 is white; [height, width, 3].</summary>
    public float[] Values { get; }

    public static Raster From(ImageBatch images, int index)
    {
        var raster = new Raster(images.Width, images.Height);
        var pixels = images[index];
        for (var i = 0; i < pixels.Length; i++)
        {
            raster.Values[i] = pixels[i] / Max;
        }

        return raster;
    }

    public void WriteTo(Span<byte> pixels)
    {
        for (var i = 0; i < Values.Length; i++)
        {
            pixels[i] = (byte)MathF.Round(Math.Clamp(Values[i], 0, 1) * Max);
        }
    }

    /// <summary>The luma of a pixel, by its number.</summary>
    public float Luma(int pixel)
    {
        var i = pixel * Channels;
        return (0.299f * Values[i]) + (0.587f * Values[i + 1]) + (0.114f * Values[i + 2]);
    }

    /// <summary>A new image of the same size whose pixels are a function of this one's, value by value.</summary>
    public Raster Map(Func<float, int, float> value)
    {
        var result = new Raster(Width, Height);
        for (var i = 0; i < Values.Length; i++)
        {
            result.Values[i] = value(Values[i], i);
        }

        return result;
    }

    /// <summary>This image at 0, another of the same size at 1, beyond it above.</summary>
    public Raster MixedWith(Raster other, float share) => Map((value, i) => value + ((other.Values[i] - value) * share));

    /// <summary>The part of the image that begins at a place.</summary>
    public Raster Crop(int left, int top, int width, int height)
    {
        var result = new Raster(width, height);
        for (var y = 0; y < height; y++)
        {
            Array.Copy(Values, (((top + y) * Width) + left) * Channels, result.Values, y * width * Channels, width * Channels);
        }

        return result;
    }

    /// <summary>Resizes with a triangle filter, as wide as a new pixel where the image becomes smaller, so that nothing is skipped.</summary>
    public Raster Resize(int width, int height) => width == Width && height == Height ? this : Resize(width).Turn().Resize(height).Turn();

    /// <summary>Convolves with a Gaussian of so many pixels, the edges repeated.</summary>
    public Raster Blur(float sigma)
    {
        var reach = (int)MathF.Ceiling(3 * sigma);
        var weights = new float[(2 * reach) + 1];
        for (var i = -reach; i <= reach; i++)
        {
            weights[i + reach] = MathF.Exp(-(i * i) / (2 * sigma * sigma));
        }

        var sum = weights.Sum();
        return BlurRows(Array.ConvertAll(weights, weight => weight / sum)).Turn().BlurRows(Array.ConvertAll(weights, weight => weight / sum)).Turn();
    }

    private Raster BlurRows(float[] weights)
    {
        var (result, reach) = (new Raster(Width, Height), weights.Length / 2);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var target = ((y * Width) + x) * Channels;
                for (var k = -reach; k <= reach; k++)
                {
                    var source = ((y * Width) + Math.Clamp(x + k, 0, Width - 1)) * Channels;
                    for (var channel = 0; channel < Channels; channel++)
                    {
                        result.Values[target + channel] += weights[k + reach] * Values[source + channel];
                    }
                }
            }
        }

        return result;
    }

    private Raster Resize(int width)
    {
        var result = new Raster(width, Height);
        var scale = Width / (float)width;
        var support = MathF.Max(1, scale);
        for (var x = 0; x < width; x++)
        {
            var centre = (x + 0.5f) * scale;
            var (first, last) = (Math.Max(0, (int)(centre - support)), Math.Min(Width - 1, (int)(centre + support)));
            var sum = 0f;
            for (var source = first; source <= last; source++)
            {
                sum += Weight(source);
            }

            for (var source = first; source <= last; source++)
            {
                var weight = Weight(source) / sum;
                for (var y = 0; y < Height; y++)
                {
                    for (var channel = 0; channel < Channels; channel++)
                    {
                        result.Values[(((y * width) + x) * Channels) + channel] += weight * Values[(((y * Width) + source) * Channels) + channel];
                    }
                }
            }

            float Weight(int source) => MathF.Max(0, 1 - (MathF.Abs(source + 0.5f - centre) / support));
        }

        return result;
    }

    // Rows for columns.
    private Raster Turn()
    {
        var result = new Raster(Height, Width);
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                Array.Copy(Values, ((y * Width) + x) * Channels, result.Values, ((x * Height) + y) * Channels, Channels);
            }
        }

        return result;
    }
}
