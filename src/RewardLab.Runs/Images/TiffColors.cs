using BitMiracle.LibTiff.Classic;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>8-bit RGBA of a TIFF's samples.</summary>
internal static class TiffColors
{
    /// <summary>Converts a page's samples to 8-bit RGBA.</summary>
    /// <param name="samples">[height, width, samples].</param>
    /// <param name="layout">What they are.</param>
    /// <param name="reading">Says what becomes of 16-bit greys: Pillow cuts them at 255, where the high byte is what people see.</param>
    /// <returns>[height, width, 4], alpha not multiplied in.</returns>
    public static byte[] ToRgba(ReadOnlySpan<ushort> samples, TiffLayout layout, ImageReading reading)
    {
        var rgba = new byte[layout.Height * layout.Width * 4];
        var isCut = reading == ImageReading.Reference && layout is { Bits: 16, SampleCount: 1 };
        for (var pixel = 0; pixel < rgba.Length / 4; pixel++)
        {
            Convert(samples.Slice(pixel * layout.SampleCount, layout.SampleCount), rgba.AsSpan(pixel * 4, 4), layout, isCut);
        }

        return rgba;
    }

    private static void Convert(ReadOnlySpan<ushort> from, Span<byte> to, TiffLayout layout, bool isCut)
    {
        to[3] = byte.MaxValue;
        switch (layout.Photometric)
        {
            case Photometric.PALETTE:
                for (var channel = 0; channel < 3; channel++)
                {
                    to[channel] = (byte)((ushort)layout.Palette![channel][from[0]] >> 8);
                }

                break;
            case Photometric.SEPARATED:
                for (var channel = 0; channel < 3; channel++)
                {
                    to[channel] = Product(byte.MaxValue - from[channel], byte.MaxValue - from[3]);
                }

                break;
            case Photometric.RGB:
                for (var channel = 0; channel < 3; channel++)
                {
                    to[channel] = Eight(from[channel], layout.Bits);
                }

                SetAlpha(from, to, layout);
                break;
            default:
                var grey = isCut ? (byte)Math.Min(from[0], (ushort)byte.MaxValue) : Eight(from[0], layout.Bits);
                to[..3].Fill(layout.Photometric == Photometric.MINISWHITE && !isCut ? (byte)(byte.MaxValue - grey) : grey);
                SetAlpha(from, to, layout);
                break;
        }
    }

    private static void SetAlpha(ReadOnlySpan<ushort> from, Span<byte> to, TiffLayout layout)
    {
        if (from.Length == layout.ColorCount || layout.Extra is not (ExtraSample.ASSOCALPHA or ExtraSample.UNASSALPHA))
        {
            return;
        }

        to[3] = Eight(from[layout.ColorCount], layout.Bits);
        for (var channel = 0; channel < 3 && layout.Extra == ExtraSample.ASSOCALPHA; channel++)
        {
            // Colours that alpha is multiplied into are divided by it, as Pillow does.
            to[channel] = to[3] == 0 ? (byte)0 : (byte)Math.Min(to[channel] * byte.MaxValue / to[3], byte.MaxValue);
        }
    }

    private static byte Product(int a, int b) => (byte)(((a * b) + (byte.MaxValue / 2)) / byte.MaxValue);

    private static byte Eight(ushort sample, int bits) => bits switch
    {
        16 => (byte)(sample >> 8),
        8 => (byte)sample,
        _ => (byte)(sample * byte.MaxValue / ((1 << bits) - 1)),
    };
}
