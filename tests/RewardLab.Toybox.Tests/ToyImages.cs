using RewardLab.Toybox.Rendering;
using RewardLab.Toybox.Scenes;

namespace RewardLab.Toybox.Tests;

/// <summary>Images for tests, and what goes wrong with images.</summary>
internal static class ToyImages
{
    public static readonly Ground Grey = new(GroundKind.Plain, new Rgb(0.8f, 0.8f, 0.8f), new Rgb(0.8f, 0.8f, 0.8f), 16, 0);

    private const int Size = Scene.SizePixels;

    public static byte[] Render(params SceneObject[] objects) => SceneRenderer.Render(new Scene { Objects = objects, Ground = Grey });

    public static SceneObject At(ToyClass toyClass, float x, float y, float radius = 9, int colour = 0) => new(toyClass, x, y, radius, colour, false);

    /// <summary>Uniform noise.</summary>
    public static byte[] Static(ulong seed)
    {
        var random = new ToyRandom(seed);
        var pixels = new byte[SceneRenderer.BytesPerImage];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.Next(256);
        }

        return pixels;
    }

    /// <summary>Half of every detail finer than four pixels is lost, and noise is added: about what a small autoencoder does.</summary>
    public static byte[] Degraded(byte[] pixels, float keep, float noiseSigma, ToyRandom random)
    {
        const int small = Size / 4;
        var means = new float[small * small * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % Size, i / 3 / Size);
            means[(((y / 4 * small) + (x / 4)) * 3) + (i % 3)] += pixels[i] / 16f;
        }

        var result = new byte[pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
        {
            var (x, y) = (i / 3 % Size, i / 3 / Size);
            var value = (keep * pixels[i]) + ((1 - keep) * Bicubic(means, (x - 1.5f) / 4, (y - 1.5f) / 4, i % 3)) + (noiseSigma * random.NextNoise());
            result[i] = (byte)Math.Clamp(value + 0.5f, 0f, 255f);
        }

        return result;

        static float Bicubic(float[] means, float x, float y, int channel)
        {
            var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
            var sum = 0f;
            for (var row = top - 1; row <= top + 2; row++)
            {
                for (var column = left - 1; column <= left + 2; column++)
                {
                    var index = (Math.Clamp(row, 0, small - 1) * small) + Math.Clamp(column, 0, small - 1);
                    sum += Kernel(x - column) * Kernel(y - row) * means[(index * 3) + channel];
                }
            }

            return sum;
        }

        // Keys' kernel with a = -1/2, which rings a little, as autoencoders do.
        static float Kernel(float distance)
        {
            var d = MathF.Abs(distance);
            return d < 1 ? (((1.5f * d) - 2.5f) * d * d) + 1 : d < 2 ? (((((-0.5f * d) + 2.5f) * d) - 4) * d) + 2 : 0;
        }
    }
}
