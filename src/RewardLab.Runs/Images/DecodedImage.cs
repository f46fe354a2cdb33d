using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using RewardLab.Abstractions;
using SkiaSharp;

namespace RewardLab.Runs.Images;

/// <summary>Pixels as they stand in a file, before anybody has turned them or laid them on white.</summary>
/// <param name="Rgba">8 bits a channel, alpha not multiplied in: [height, width, 4].</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Origin">Where the first row and column belong, by EXIF.</param>
/// <param name="IsTurnedByPillow">Whether Pillow turns it by itself when it decodes it, as it does TIFF.</param>
internal sealed record DecodedImage(byte[] Rgba, int Height, int Width, SKEncodedOrigin Origin, bool IsTurnedByPillow = false)
{
    private const int Channels = 3;

    /// <summary>The image in one of the two readings, a batch of one.</summary>
    public ImageBatch Read(ImageReading reading) => reading == ImageReading.Reference
        ? Orientation.Apply(IsTurnedByPillow ? Origin : SKEncodedOrigin.TopLeft, WithoutAlpha(), Height, Width)
        : Orientation.Apply(Origin, OnWhite(), Height, Width);

    private byte[] WithoutAlpha()
    {
        var rgb = GC.AllocateUninitializedArray<byte>(Rgba.Length / 4 * Channels);
        var pixel = 0;

        // Four pixels at once; the last four bytes that are written are the next pixels' and are written again.
        var colors = Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 15, 15, 15, 15);
        for (; (pixel * Channels) + Vector128<byte>.Count <= rgb.Length; pixel += 4)
        {
            Vector128.Shuffle(Vector128.Create(Rgba, pixel * 4), colors).CopyTo(rgb, pixel * Channels);
        }

        for (; pixel < Rgba.Length / 4; pixel++)
        {
            Rgba.AsSpan(pixel * 4, Channels).CopyTo(rgb.AsSpan(pixel * Channels));
        }

        return rgb;
    }

    private bool IsOpaque()
    {
        ReadOnlySpan<uint> pixels = MemoryMarshal.Cast<byte, uint>(Rgba);
        var (all, start) = (Vector<uint>.AllBitsSet, 0);
        for (; start <= pixels.Length - Vector<uint>.Count; start += Vector<uint>.Count)
        {
            all &= new Vector<uint>(pixels[start..]);
        }

        var common = uint.MaxValue;
        for (var i = 0; i < Vector<uint>.Count; i++)
        {
            common &= all[i];
        }

        foreach (var pixel in pixels[start..])
        {
            common &= pixel;
        }

        const uint Alpha = 0xFF000000;
        return BitConverter.IsLittleEndian && (common & Alpha) == Alpha;
    }

    private byte[] OnWhite()
    {
        if (IsOpaque())
        {
            return WithoutAlpha();
        }

        var rgb = new byte[Rgba.Length / 4 * Channels];
        for (var pixel = 0; pixel < Rgba.Length / 4; pixel++)
        {
            var alpha = Rgba[(pixel * 4) + 3];
            for (var channel = 0; channel < Channels; channel++)
            {
                var value = Rgba[(pixel * 4) + channel];
                rgb[(pixel * Channels) + channel] = (byte)(((value * alpha) + (byte.MaxValue * (byte.MaxValue - alpha)) + (byte.MaxValue / 2)) / byte.MaxValue);
            }
        }

        return rgb;
    }
}
