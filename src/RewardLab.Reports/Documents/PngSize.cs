using System.Buffers.Binary;

namespace RewardLab.Reports.Documents;

/// <summary>Width and height of a PNG, in pixels.</summary>
internal static class PngSize
{
    private const int WidthOffset = 16;
    private const int HeightOffset = 20;
    private const int HeaderLength = 24;

    /// <summary>Reads them off the file's header; null where it is not a PNG.</summary>
    public static (int Width, int Height)? Read(ReadOnlySpan<byte> file) =>
        file.Length >= HeaderLength && file[1..4].SequenceEqual("PNG"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(file[WidthOffset..]), BinaryPrimitives.ReadInt32BigEndian(file[HeightOffset..]))
            : null;
}
