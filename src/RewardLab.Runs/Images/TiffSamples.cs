using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;

namespace RewardLab.Runs.Images;

/// <summary>Unpacks the samples of a TIFF's page, whether they are in strips or tiles, pixel by pixel or in planes.</summary>
internal sealed class TiffSamples(Tiff tiff, TiffLayout layout)
{
    /// <summary>The samples, [height, width, samples]; null where the file lacks some.</summary>
    public ushort[]? Read()
    {
        var samples = new ushort[layout.Height * layout.Width * layout.SampleCount];
        for (short plane = 0; plane < (layout.IsPlanar ? layout.SampleCount : 1); plane++)
        {
            if (!(tiff.IsTiled() ? ReadTiles(samples, plane) : ReadLines(samples, plane)))
            {
                return null;
            }
        }

        return samples;
    }

    private bool ReadLines(ushort[] samples, short plane)
    {
        var line = new byte[tiff.ScanlineSize()];
        for (var row = 0; row < layout.Height; row++)
        {
            if (!tiff.ReadScanline(line, row, plane))
            {
                return false;
            }

            Unpack(line, samples, row, 0, layout.Width, plane);
        }

        return true;
    }

    private bool ReadTiles(ushort[] samples, short plane)
    {
        var (width, height) = (tiff.GetField(TiffTag.TILEWIDTH)[0].ToInt(), tiff.GetField(TiffTag.TILELENGTH)[0].ToInt());
        var tile = new byte[tiff.TileSize()];
        var lineLength = tiff.TileRowSize();
        for (var top = 0; top < layout.Height; top += height)
        {
            for (var left = 0; left < layout.Width; left += width)
            {
                if (tiff.ReadTile(tile, 0, left, top, 0, plane) < 0)
                {
                    return false;
                }

                for (var row = 0; row < Math.Min(height, layout.Height - top); row++)
                {
                    Unpack(tile.AsSpan(row * lineLength, lineLength), samples, top + row, left, Math.Min(width, layout.Width - left), plane);
                }
            }
        }

        return true;
    }

    private void Unpack(ReadOnlySpan<byte> line, ushort[] samples, int row, int left, int count, int plane)
    {
        var perPixel = layout.IsPlanar ? 1 : layout.SampleCount;
        var start = ((row * layout.Width) + left) * layout.SampleCount;
        for (var i = 0; i < count * perPixel; i++)
        {
            samples[layout.IsPlanar ? start + (i * layout.SampleCount) + plane : start + i] = layout.Bits switch
            {
                16 => MemoryMarshal.Read<ushort>(line[(i * 2)..]), // the library has put the bytes into this machine's order
                8 => line[i],
                var bits => (ushort)((line[i * bits / 8] >> (8 - bits - (i * bits % 8))) & ((1 << bits) - 1)),
            };
        }
    }
}
