using RewardLab.Abstractions;
using RewardLab.Runs.Images;

namespace RewardLab.Benchmarks;

/// <summary>Image files, each unlike all others.</summary>
internal static class Pngs
{
    /// <summary>Pixels of a side.</summary>
    public const int Side = 512;

    private const int Block = 8;

    /// <summary>Blocks of random colours: as large a file as a photograph, roughly.</summary>
    public static byte[] Create(int seed)
    {
        var random = new Random(seed);
        var colours = new byte[Side / Block * (Side / Block) * 3];
        random.NextBytes(colours);
        var pixels = new byte[Side * Side * 3];
        for (var pixel = 0; pixel < Side * Side; pixel++)
        {
            var block = (pixel / Side / Block * (Side / Block)) + (pixel % Side / Block);
            for (var channel = 0; channel < 3; channel++)
            {
                pixels[(pixel * 3) + channel] = (byte)(colours[(block * 3) + channel] ^ random.Next(8));
            }
        }

        using var stream = new MemoryStream();
        ImageFiles.WritePng(stream, new ImageBatch(pixels, 1, Side, Side), 0);
        return stream.ToArray();
    }
}
