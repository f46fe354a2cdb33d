using RewardLab.Abstractions;

namespace RewardLab.Hosting.Components.Units;

/// <summary>Images in a unit's input or result: count, height and width, then the pixels as they are.</summary>
internal static class UnitImages
{
    public static void Write(BinaryWriter writer, ImageBatch images)
    {
        writer.Write(images.Count);
        writer.Write(images.Height);
        writer.Write(images.Width);
        writer.Write(images.Pixels.Span);
    }

    public static ImageBatch Read(BinaryReader reader)
    {
        var (count, height, width) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        return new ImageBatch(reader.ReadBytes(checked(count * height * width * 3)), count, height, width);
    }
}
