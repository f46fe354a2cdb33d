using RewardLab.Abstractions;

namespace RewardLab.Runs.Tests.Images;

/// <summary>Images of many sizes and kinds, made of whole numbers alone, so that every machine makes the same.</summary>
internal static class JpegSamples
{
    private static readonly (int Height, int Width)[] Sizes =
    [
        (1, 1), (1, 2), (2, 1), (1, 40), (40, 1), (3, 3), (7, 31), (31, 7), (8, 8), (8, 9), (9, 8), (9, 17), (15, 15), (16, 16), (16, 17), (17, 16), (17, 33),
        (33, 17), (24, 40), (31, 31), (32, 32), (64, 64), (63, 65), (100, 75), (129, 130), (224, 224), (512, 512),
    ];

    private static readonly (string Name, Func<int, int, int, int, Dice, int> Value)[] Kinds =
    [
        ("noise", (_, _, _, _, dice) => dice.Next()),
        ("grey noise", (_, _, channel, _, dice) => channel == 0 ? dice.Next() : dice.Last),
        ("gradient", (y, x, channel, side, _) => (channel == 0 ? x : channel == 1 ? y : (x + y) / 2) * 255 / Math.Max(side - 1, 1)),
        ("flat", (_, _, channel, side, _) => (side * 37) + (channel * 71)),
        ("text", (y, x, _, _, _) => y % 11 < 7 && ((x * 5) + (y / 11 * 3)) % 13 < 4 && (x ^ y) % 3 != 0 ? 12 : 250),
        ("blocks", (y, x, channel, _, _) => (x / 8 * 89) + (y / 8 * 53) + (channel * 101)),
        ("waves", (y, x, channel, _, _) => Math.Abs((((x * 3) + (y * (channel + 1))) % 254) - 127) * 2),
        ("noisy waves", (y, x, channel, _, dice) => Math.Abs((((x * 3) + (y * (channel + 1))) % 200) - 100) + (dice.Next() / 4)),
    ];

    /// <summary>All of them: a name, and a batch of one.</summary>
    public static IEnumerable<(string Name, ImageBatch Image)> All =>
        from size in Sizes
        from kind in Kinds
        select ($"{kind.Name} {size.Height}x{size.Width}", Make(size.Height, size.Width, kind.Value));

    private static ImageBatch Make(int height, int width, Func<int, int, int, int, Dice, int> value)
    {
        var dice = new Dice();
        var pixels = new byte[height * width * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)value(i / 3 / width, i / 3 % width, i % 3, Math.Max(height, width), dice);
        }

        return new ImageBatch(pixels, 1, height, width);
    }

    /// <summary>A linear congruential generator (Numerical Recipes).</summary>
    internal sealed class Dice
    {
        private uint _state = 1;

        public int Last => (int)(_state >> 24);

        public int Next()
        {
            _state = (_state * 1664525) + 1013904223;
            return Last;
        }
    }
}
