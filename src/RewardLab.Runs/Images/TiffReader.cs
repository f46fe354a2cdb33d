using BitMiracle.LibTiff.Classic;
using RewardLab.Abstractions;

namespace RewardLab.Runs.Images;

/// <summary>The first page of a TIFF: greys, RGB, palettes and CMYK of whole numbers, with alpha or without, in strips or tiles; and what JPEG packs inside
/// one.</summary>
internal static class TiffReader
{
    static TiffReader() => Tiff.SetErrorHandler(new Quiet());

    /// <summary>Decodes an image.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">What to call it in errors.</param>
    /// <param name="reading">What is wanted of it.</param>
    /// <param name="maxPixels">How many pixels it may have; it is not decoded where it has more.</param>
    /// <exception cref="RewardLabException">It is damaged, too large, or of a kind that is not read.</exception>
    public static DecodedImage Read(byte[] bytes, string name, ImageReading reading, long maxPixels)
    {
        try
        {
            using var memory = new MemoryStream(bytes, writable: false);
            using var tiff = Tiff.ClientOpen(name, "r", memory, new TiffStream()) ?? throw Damaged(name);
            var layout = TiffLayout.Read(tiff, name);
            CodecReader.RequireSize(name, layout.Width, layout.Height, maxPixels);
            var samples = new TiffSamples(tiff, layout).Read() ?? throw Damaged(name);
            return new DecodedImage(
                TiffColors.ToRgba(samples, layout, reading), layout.Height, layout.Width, Orientation.From(layout.Orientation), IsTurnedByPillow: true);
        }
        catch (Exception exception) when (exception is not (RewardLabException or OutOfMemoryException))
        {
            // The library checks little of what it reads: a damaged file ends in an index out of range as well as in a message.
            throw new RewardLabException($"'{name}' is damaged or cut off ({exception.Message.ReplaceLineEndings(" ")}). Get it again.", exception);
        }
    }

    private static RewardLabException Damaged(string name) => new($"'{name}' is damaged or cut off. Get it again.");

    // It writes to the console by default.
    private sealed class Quiet : TiffErrorHandler
    {
        public override void ErrorHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void ErrorHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }

        public override void WarningHandler(Tiff tif, string method, string format, params object[] args)
        {
        }

        public override void WarningHandlerExt(Tiff tif, object clientData, string method, string format, params object[] args)
        {
        }
    }
}
