using BitMiracle.LibTiff.Classic;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>How a page of a TIFF keeps its pixels.</summary>
internal sealed record TiffLayout
{
    public required int Width { get; init; }

    public required int Height { get; init; }

    /// <summary>Bits of a sample: 1, 2, 4, 8 or 16.</summary>
    public required int Bits { get; init; }

    /// <summary>Samples of a pixel.</summary>
    public required int SampleCount { get; init; }

    public required Photometric Photometric { get; init; }

    /// <summary>Whether the samples of one channel lie together, in a plane of their own.</summary>
    public required bool IsPlanar { get; init; }

    /// <summary>What the sample after the colours is.</summary>
    public required ExtraSample Extra { get; init; }

    /// <summary>1 to 8, as EXIF's.</summary>
    public required int Orientation { get; init; }

    /// <summary>Red, green and blue of each index, 16 bits each; null but for palettes.</summary>
    public short[][]? Palette { get; init; }

    /// <summary>Samples of a pixel that are colours.</summary>
    public int ColorCount => Photometric switch
    {
        Photometric.RGB => 3,
        Photometric.SEPARATED => 4,
        _ => 1,
    };

    /// <summary>Reads the layout of the first page.</summary>
    /// <exception cref="RewardLabException">It is of a kind that is not read.</exception>
    public static TiffLayout Read(Tiff tiff, string name)
    {
        var photometric = (Photometric)Number(tiff, TiffTag.PHOTOMETRIC, (int)Photometric.MINISBLACK);
        if (photometric == Photometric.YCBCR && (Compression)Number(tiff, TiffTag.COMPRESSION, 1) == Compression.JPEG)
        {
            tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            photometric = Photometric.RGB;
        }

        var bits = Number(tiff, TiffTag.BITSPERSAMPLE, 1);
        var sampleCount = Number(tiff, TiffTag.SAMPLESPERPIXEL, 1);
        var layout = new TiffLayout
        {
            Width = Number(tiff, TiffTag.IMAGEWIDTH, 0),
            Height = Number(tiff, TiffTag.IMAGELENGTH, 0),
            Bits = bits,
            SampleCount = sampleCount,
            Photometric = photometric,
            IsPlanar = (PlanarConfig)Number(tiff, TiffTag.PLANARCONFIG, (int)PlanarConfig.CONTIG) == PlanarConfig.SEPARATE && sampleCount > 1,
            Extra = tiff.GetField(TiffTag.EXTRASAMPLES) is [_, var kinds, ..] && kinds.ToShortArray() is [var first, ..]
                ? (ExtraSample)first
                : ExtraSample.UNSPECIFIED,
            Orientation = Number(tiff, TiffTag.ORIENTATION, 1),
            Palette = photometric == Photometric.PALETTE ? [.. tiff.GetField(TiffTag.COLORMAP).Select(channel => channel.ToShortArray())] : null,
        };
        var isWhole = (SampleFormat)Number(tiff, TiffTag.SAMPLEFORMAT, (int)SampleFormat.UINT) is SampleFormat.UINT or SampleFormat.VOID;
        var isKnown = isWhole && photometric switch
        {
            Photometric.MINISBLACK or Photometric.MINISWHITE => bits is 1 or 2 or 4 or 8 or 16,
            Photometric.PALETTE => bits is 1 or 2 or 4 or 8 && sampleCount == 1,
            Photometric.RGB => bits is 8 or 16,
            Photometric.SEPARATED => bits == 8,
            _ => false,
        };
        return layout.Width <= 0 || layout.Height <= 0 || sampleCount < layout.ColorCount || (bits < 8 && sampleCount > 1) || !isKnown
            ? throw new RewardLabException(
                $"'{name}' is a TIFF of an unsupported kind ({photometric}, {sampleCount} samples per pixel of {bits} "
                + $"bits{(isWhole ? "" : ", not whole numbers")}). Save it as PNG.")
            : layout;
    }

    private static int Number(Tiff tiff, TiffTag tag, int otherwise) => tiff.GetField(tag) is [var value, ..] ? value.ToInt() : otherwise;
}
